//! What could be added to a messenger, as far as the answers allow it.

use super::advice::{AnswerView, CouldHelp, CouldIf, Instead};
use super::advice_writer::Writer;
use crate::answers::Answer;
use crate::engine::{available, of_kind};
use crate::kb::{Complement, Key, Kind, Messenger};

impl Writer<'_> {
    /// Complements that the answers allow and that work with the messenger.
    pub(super) fn usable(&self, messenger: Key<Messenger>, kind: Kind) -> Vec<Key<Complement>> {
        let kb = self.kb;
        let all = of_kind(kb, &available(kb, self.reading), kind);
        all.into_iter().filter(|key| self.levels.allows(&kb[*key], messenger)).collect()
    }

    /// Companions that the answers allow and that nobody has shown to work with the messenger.
    pub(super) fn unproven(&self, messenger: Key<Messenger>) -> Vec<Key<Complement>> {
        let kb = self.kb;
        let all = of_kind(kb, &available(kb, self.reading), Kind::Companion);
        all.into_iter().filter(|key| self.levels.is_unproven(&kb[*key], messenger)).collect()
    }

    pub(super) fn could_help(&self, complement: Key<Complement>, instead: Vec<Instead>) -> CouldHelp {
        let complement = &self.kb[complement];
        CouldHelp {
            id: complement.id.clone(),
            title: complement.title.clone(),
            about: complement.about.clone(),
            instead,
        }
    }

    /// Complements that would work with the messenger, and that only answers of *unsure* leave out of account.
    pub(super) fn could_if(&self, messenger: Key<Messenger>, lifts: impl Fn(&Key<Complement>) -> bool) -> Vec<CouldIf> {
        let kb = self.kb;
        let available = available(kb, self.reading);
        let out_of_account = kb.complements().keys().filter(|key| !available.contains(key)).filter(lifts);
        let working = out_of_account.filter(|key| self.levels.allows(&kb[*key], messenger));
        let view = |key: Key<Complement>| {
            let answers = kb[key].available_when.iter().find_map(|row| {
                let fails = |(question, accepted): &&(_, _)| {
                    !self.reading.get(*question).is_some_and(|chosen: crate::kb::ChoiceSet| chosen.meets(*accepted))
                };
                let failing = row.cells.iter().filter(fails);
                let unsure = failing.map(|(question, accepted)| {
                    let is_unsure = self.answers.get(*question) == Some(Answer::Unsure);
                    let question = &kb[*question];
                    is_unsure.then(|| AnswerView {
                        question: question.id.clone(),
                        ask: question.ask.clone(),
                        choices: question.ids(*accepted).into_iter().map(str::to_owned).collect(),
                        text: question.labels(*accepted).join(" or ").into(),
                    })
                });
                unsure.collect::<Option<Vec<AnswerView>>>()
            });
            Some(CouldIf { help: self.could_help(key, Vec::new()), answers: answers? })
        };
        working.filter_map(view).collect()
    }
}
