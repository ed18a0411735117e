//! Every page that a knowledge base gives.

use std::sync::LazyLock;

use advisor::answers::{Answers, Saved};
use advisor::engine::{Levels, Trust};
use advisor::kb::{Key, KnowledgeBase, Messenger, parse_day};
use advisor::report::{Advice, Case, Comparison, Document, Format, Html, Inspection, Profile, RowFilter, listing_of};
use advisor::space::Space;
use advisor::words::advice::{Detail, page};

use super::random::{self, Random};

/// What `list` takes.
const KINDS: [&str; 7] = ["questions", "rules", "properties", "messengers", "complements", "sources", "facts"];

/// The knowledge base of the program.
pub(crate) fn shipped() -> KnowledgeBase {
    KnowledgeBase::embedded()
}

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None }
}

/// Answers in one line, by a name: of some people in whose advice there is something of every kind, and drawn ones.
pub(crate) fn people(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let named = [
        ("both", "advisor:1/contacts:both/concern:identity/number:contacts/harm:serious"),
        ("newsroom", "advisor:1/concern:identity/special:newsroom/harm:severe"),
        ("stop", "advisor:1/adversary:someone-close/person:partner/access:checks"),
        ("line", "advisor:1/adversary:someone-close/person:contact"),
    ];
    let named = named.into_iter().map(|(name, answers)| (name.to_owned(), answers.to_owned()));
    let mut random = Random::new(3);
    let drawn = (0..40).map(|number| (format!("drawn {number}"), random::answers(kb, &mut random).string(kb)));
    named.chain(drawn).collect()
}

/// The advice for answers of the shipped knowledge base.
pub(crate) fn advice(kb: &KnowledgeBase, answers: &str) -> Advice {
    static SPACE: LazyLock<Option<Space>> = LazyLock::new(|| {
        let kb = shipped();
        Space::compile(&kb, &Levels::of(&kb, &trust())).ok()
    });
    let mut answers = Saved::parse(kb, "answers", answers).unwrap_or_else(|problems| panic!("{problems}")).answers;
    answers.leave_rest_unsure(kb);
    let trust = trust();
    let case = Case::of(kb, &trust, &answers);
    Advice::of(&case, None).with_certainty(&case, SPACE.as_ref())
}

/// Every kind of page that there is for the shipped knowledge base, by a name.
pub(crate) fn every_page(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let mut documents = common(kb);
    for (name, answers) in people(kb) {
        let advice = advice(kb, &answers);
        documents.push((format!("quiz {name}"), page(&advice, Detail::Full)));
        documents.push((format!("quiz --brief {name}"), page(&advice, Detail::Brief)));
    }
    let unsure = advice(kb, "{}");
    documents.push(("quiz, all unsure".to_owned(), page(&unsure, Detail::Full)));
    documents.push(("check".to_owned(), Inspection::of(kb, &trust()).page()));
    render(documents)
}

/// Every kind of page that there is for another knowledge base, by a name.
pub(crate) fn pages_of(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let mut documents = common(kb);
    let mut answers = Answers::none(kb);
    answers.leave_rest_unsure(kb);
    let space = Space::compile(kb, &Levels::of(kb, &trust())).ok();
    let trust = trust();
    let case = Case::of(kb, &trust, &answers);
    let advice = Advice::of(&case, None).with_certainty(&case, space.as_ref());
    documents.push(("quiz".to_owned(), page(&advice, Detail::Full)));
    documents.push(("check".to_owned(), Inspection::of(kb, &trust).page()));
    render(documents)
}

fn common(kb: &KnowledgeBase) -> Vec<(String, Document)> {
    let candidates = kb.scope().candidates.clone();
    let all: Vec<Key<Messenger>> = candidates.iter().copied().chain(kb.alternatives()).collect();
    let compare = |messengers: &[Key<Messenger>], filter| Comparison::of(kb, &trust(), messengers, &filter).page();
    let mut documents = vec![
        ("compare".to_owned(), compare(&candidates, RowFilter::default())),
        ("compare --all".to_owned(), compare(&all, RowFilter::default())),
        // One messenger differs from nobody, so no row is left.
        (
            "compare --differences".to_owned(),
            compare(&all[..1], RowFilter { differences: true, ..RowFilter::default() }),
        ),
    ];
    for id in Profile::ids(kb) {
        documents.push((format!("show {id}"), Profile::of(kb, &trust(), id).unwrap().page()));
    }
    for kind in KINDS {
        documents.push((format!("list {kind}"), listing_of(kb, kind).unwrap().page()));
    }
    documents
}

fn render(documents: Vec<(String, Document)>) -> Vec<(String, String)> {
    documents.into_iter().map(|(name, document)| (name, Html.render(&document))).collect()
}
