//! What could be added to a messenger, as far as the answers allow it.

use super::advice::{AnswerView, CouldHelp, CouldIf, Instead};
use super::advice_writer::Writer;
use crate::answers::Answer;
use crate::engine::usable;
use crate::kb::{ChoiceSet, Complement, Key, Kind, Messenger, Question, Row};

impl Writer<'_> {
    /// Complements that the answers allow and that work with the messenger.
    pub(super) fn usable(&self, messenger: Key<Messenger>, kind: Kind) -> Vec<Key<Complement>> {
        usable(self.kb, self.levels, &self.grounds.available, messenger, kind)
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

    /// Complements that would work with the messenger, and that only answers of *unsure* leave out of account, each with
    /// the first way in which these could bring it in.
    pub(super) fn could_if(&self, messenger: Key<Messenger>, lifts: impl Fn(&Key<Complement>) -> bool) -> Vec<CouldIf> {
        let kb = self.kb;
        let out_of_account = kb.complements().keys().filter(|key| !self.grounds.available.contains(key)).filter(lifts);
        let working = out_of_account.filter(|key| self.levels.allows(&kb[*key], messenger));
        let view = |key: Key<Complement>| {
            let answers = kb[key].available_when.iter().find_map(|row| self.unsure_cells(row))?;
            Some(CouldIf { help: self.could_help(key, Vec::new()), answers })
        };
        working.filter_map(view).collect()
    }

    /// What unsure answers would have to be for a row to hold; nothing if another answer stands against it.
    fn unsure_cells(&self, row: &Row) -> Option<Vec<AnswerView>> {
        let holds = |key: Key<Question>, accepted| self.reading.get(key).is_some_and(|chosen| chosen.meets(accepted));
        let failing = row.cells.iter().filter(|(key, accepted)| !holds(*key, *accepted));
        let answer = |(key, accepted): &(Key<Question>, ChoiceSet)| {
            let question = &self.kb[*key];
            let view = || AnswerView {
                question: question.id.clone(),
                ask: question.ask.clone(),
                choices: question.ids(*accepted).into_iter().map(str::to_owned).collect(),
                text: question.labels(*accepted).join(" or "),
            };
            (self.answers.get(*key) == Some(Answer::Unsure)).then(view)
        };
        failing.map(answer).collect()
    }
}
