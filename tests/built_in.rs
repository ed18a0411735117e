//! What the build script prepared is what the files say.

use advisor::engine::{Levels, Trust};
use advisor::kb::{Files, KnowledgeBase, parse_day};
use advisor::space::{Space, leverage};

#[test]
fn the_prepared_knowledge_base_is_the_one_that_its_files_give() {
    let loaded = Files::embedded().load().unwrap_or_else(|problems| panic!("{problems}"));
    // What is shown of it for debugging is the whole of it.
    assert_eq!(format!("{:#?}", KnowledgeBase::embedded()), format!("{loaded:#?}"));
}

#[test]
fn the_prepared_diagram_is_the_one_that_the_knowledge_base_gives_on_any_day() {
    let kb = KnowledgeBase::embedded();
    for day in ["2020-01-01", "2026-11-23", "2199-12-31"] {
        let levels = Levels::of(&kb, &Trust { as_of: parse_day(day).unwrap(), max_age: None });
        assert_eq!(Space::compile(&kb, &levels), Ok(Space::embedded()));
    }
}

#[test]
fn what_depends_on_each_fact_can_be_computed() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None });
    let facts = leverage(&kb, &levels).unwrap().facts;
    assert!(facts.iter().filter(|fact| fact.verdicts > 0).count() > 10, "{facts:?}");
}
