//! Every page that a knowledge base gives.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use advisor::answers::{Answers, Saved};
use advisor::engine::{Levels, Trust};
use advisor::kb::{Key, KnowledgeBase, Messenger, parse_day};
use advisor::report::{
    Advice, Case, Comparison, Detail, Document, Format, Html, Inspection, Profile, RowFilter, listing_of,
};
use advisor::space::Space;

/// What `list` takes.
const KINDS: [&str; 7] = ["questions", "rules", "properties", "messengers", "complements", "sources", "facts"];

/// The knowledge base of the program.
pub(crate) fn shipped() -> KnowledgeBase {
    KnowledgeBase::embedded()
}

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None }
}

/// The answers of every persona, by its name, as YAML.
pub(crate) fn personas() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/personas");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let persona: serde_yaml::Value = serde_yaml::from_str(&fs::read_to_string(entry.path()).unwrap()).unwrap();
        let name = entry.path().file_stem().unwrap().to_string_lossy().into_owned();
        found.push((name, serde_yaml::to_string(&persona["answers"]).unwrap()));
    }
    found.sort();
    found
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
    for (name, answers) in personas() {
        let advice = advice(kb, &answers);
        documents.push((format!("quiz {name}"), advice.page(Detail::Full)));
        documents.push((format!("quiz --brief {name}"), advice.page(Detail::Brief)));
    }
    let unsure = advice(kb, "{}");
    documents.push(("quiz, all unsure".to_owned(), unsure.page(Detail::Full)));
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
    documents.push(("quiz".to_owned(), advice.page(Detail::Full)));
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
