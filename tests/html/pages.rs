//! Every page that a knowledge base gives.

use advisor::advice::{Advice, Case};
use advisor::answers::{Answers, Saved};
use advisor::document::{Document, Page};
use advisor::engine::Levels;
use advisor::explore::{Comparison, Inspection, Kind, Listing, Profile, RowFilter};
use advisor::kb::{Key, KnowledgeBase, Messenger};
use advisor::render::html;
use advisor::space::Space;
use advisor::words::advice::{Detail, page};

use crate::support::trust;

/// The page of the advice for answers, the rest unsure.
pub(crate) fn advice(kb: &KnowledgeBase, mut answers: Answers, detail: Detail) -> String {
    answers.leave_rest_unsure(kb);
    let trust = trust();
    let space = Space::compile(kb, &Levels::of(kb, &trust)).ok();
    let case = Case::of(kb, &trust, &answers);
    html(&page(&Advice::of(&case, None, space.as_ref()), detail))
}

/// Every kind of page that there is for the invented knowledge base, or one with its ids, by a name.
pub(crate) fn every_page(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let candidates = &kb.scope().candidates;
    let all: Vec<Key<Messenger>> = candidates.iter().copied().chain(kb.alternatives()).collect();
    let compare = |messengers: &[_], filter| Comparison::of(kb, &trust(), messengers, &filter).page();
    let mut documents: Vec<(String, Document)> = vec![
        ("check".to_owned(), Inspection::of(kb, &trust()).page()),
        ("compare".to_owned(), compare(candidates, RowFilter::default())),
        ("compare --all".to_owned(), compare(&all, RowFilter::default())),
        // One messenger differs from nobody, so no row is left.
        ("no row".to_owned(), compare(&all[..1], RowFilter { differences: true, ..RowFilter::default() })),
        ("list facts".to_owned(), Listing::facts(kb).page()),
    ];
    let listed = Kind::ALL.map(|kind| (format!("list {}", kind.plural), Listing::of(kb, kind).page()));
    documents.extend(listed);
    documents.extend(Profile::ids(kb).map(|id| (format!("show {id}"), Profile::of(kb, &trust(), id).unwrap().page())));
    let mut pages: Vec<_> = documents.into_iter().map(|(name, document)| (name, html(&document))).collect();
    for answers in ["", "/circle:both", "/phone:shared", "/phone:watched", "/worries:outage", "/group:large"] {
        let read = Saved::parse(kb, "answers", &format!("advisor:1{answers}")).unwrap().answers;
        for detail in [Detail::Brief, Detail::Usual, Detail::Full] {
            pages.push((format!("quiz {answers} {detail:?}"), advice(kb, read.clone(), detail)));
        }
    }
    pages
}
