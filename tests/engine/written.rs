//! The laws on knowledge bases that are written to show them, in `written.yaml`.

use std::collections::BTreeMap;

use advisor::answers::Saved;
use advisor::engine::{Decision, Enough, Levels, decide};
use advisor::kb::{Complement, Files, Key, KnowledgeBase};
use serde::Deserialize;
use serde_yaml::{Mapping, Value};

use super::{verdict, with_candidates};
use crate::support::{edited, load, trust, value};

/// A case as it is written, on the knowledge base in `tests/knowledge_bases/laws`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The levels of secrecy, sign-up, offline, accounts and size.
    #[serde(default)]
    messengers: BTreeMap<String, [Value; 5]>,
    candidates: Option<Vec<String>>,
    rules: Vec<String>,
    #[serde(default)]
    complements: Vec<Mapping>,
    bars: Option<String>,
    answers: Value,
    outcome: Option<String>,
    /// The messengers in the first active context, best first.
    ranking: Option<String>,
    /// The messengers that contexts share although they are kept apart.
    shared: Option<String>,
    /// The settings and companions of a messenger in the first active context.
    #[serde(default)]
    added: BTreeMap<String, String>,
}

/// A list of entries, each with what every one of its kind has.
fn list(entries: impl Iterator<Item = Mapping>, every: &str) -> String {
    let every: Mapping = serde_yaml::from_str(every).unwrap();
    let whole = |(number, entry): (usize, Mapping)| {
        let id = Mapping::from_iter([("id".into(), format!("entry-{number}").into())]);
        id.into_iter().chain(every.clone()).chain(entry).collect()
    };
    let entries: Vec<Mapping> = entries.enumerate().map(whole).collect();
    serde_yaml::to_string(&entries).unwrap()
}

impl Written {
    fn kb(&self) -> KnowledgeBase {
        let rule = |rule: &String| {
            let (need, strength) = rule.split_once(", ").expect("a need and a strength");
            serde_yaml::from_str(&format!("{{ need: {{ {need} }}, strength: {strength} }}")).unwrap()
        };
        let rules = list(self.rules.iter().map(rule), "{ when: {}, because: A reason, sources: [report] }");
        let every = "{ title: A way, about: A way, how-to: [A step], as-of: 2025, sources: [report] }";
        let mut files =
            Files::read("tests/knowledge_bases/laws".as_ref()).unwrap_or_else(|problems| panic!("{problems}"));
        files = files.with("rules.yaml", &rules);
        files = files.with("complements.yaml", &list(self.complements.iter().cloned(), every));
        for (id, levels) in &self.messengers {
            let mut file = value(&files, "messengers/alpha.yaml");
            (file["id"], file["title"]) = (id.as_str().into(), id.as_str().into());
            for ((_, fact), level) in file["facts"].as_mapping_mut().unwrap().iter_mut().zip(levels) {
                let field = if fact.get("count").is_some() { "count" } else { "level" };
                fact[field] = level.clone();
            }
            files = files.with(&format!("messengers/{id}.yaml"), &serde_yaml::to_string(&file).unwrap());
        }
        if let Some(candidates) = &self.candidates {
            files = with_candidates(&files, &candidates.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let bars = |properties: &mut Value| {
            let properties = properties.as_sequence_mut().unwrap().iter_mut();
            for property in properties.filter(|property| property["id"].as_str() == self.bars.as_deref()) {
                property["bars-use"] = true.into();
                property["if-open"] = "A text".into();
            }
        };
        load(&edited(&files, "properties.yaml", bars))
    }

    /// Holds that what is decided is what the case says.
    fn hold(&self, law: &str) {
        let kb = self.kb();
        let answers = serde_yaml::to_string(&self.answers).unwrap();
        let answers = Saved::parse(&kb, law, &answers).unwrap_or_else(|problems| panic!("{problems}")).answers;
        let decision = decide(&kb, &Levels::of(&kb, &trust()), &answers.read(&kb));
        let first = &decision.contexts[0];
        let case = format!("{law}: {:?} {:?} for {answers:?}", self.rules, self.complements);
        let expect = |expected: &Option<String>, found: String| {
            assert!(expected.as_ref().is_none_or(|expected| *expected == found), "{case}: {found}");
        };
        expect(&self.outcome, outcome(&kb, &decision));
        expect(&self.shared, shared(&kb, &decision));
        let ranking = first.ranking.iter().map(|assessment| kb[assessment.messenger].id.as_str());
        expect(&self.ranking, ranking.collect::<Vec<_>>().join(" "));
        for (messenger, added) in &self.added {
            let assessment = first.assessment(kb.messengers().find(messenger).unwrap());
            assert_eq!(ids(&kb, &[&assessment.settings[..], &assessment.companions].concat(), " "), *added, "{case}");
        }
    }
}

/// The verdict, and whether the candidate of each active context is enough: the musts that stay open, or what is added
/// or takes its place.
fn outcome(kb: &KnowledgeBase, decision: &Decision) -> String {
    let enough = decision.contexts.iter().map(|context| {
        let open = context.open(decision.named(context)).map(|need| context.needs[need].property);
        let open: Vec<String> = open.map(|property| format!("{} open", kb[property].id)).collect();
        let what = match &context.enough {
            Enough::Alone => vec!["alone".to_owned()],
            Enough::Open => Vec::new(),
            Enough::With(added) => vec![format!("with {}", ids(kb, added, "+"))],
            Enough::Instead(key) => return format!("{} instead", kb[*key].id),
        };
        [what, open].concat().join(", ")
    });
    format!("{}: {}", verdict(kb, decision), enough.collect::<Vec<_>>().join("; "))
}

fn ids(kb: &KnowledgeBase, complements: &[Key<Complement>], between: &str) -> String {
    complements.iter().map(|key| kb[*key].id.as_str()).collect::<Vec<_>>().join(between)
}

fn shared(kb: &KnowledgeBase, decision: &Decision) -> String {
    let words = decision.shared.iter().map(|(messenger, contexts)| {
        let contexts: Vec<&str> = contexts.iter().map(|context| kb[*context].id.as_str()).collect();
        format!("{} for {}", kb[*messenger].id, contexts.join(" and "))
    });
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn every_law_holds_where_it_is_shown() {
    let laws: BTreeMap<String, Vec<Written>> = serde_yaml::from_str(include_str!("written.yaml")).unwrap();
    assert!(laws.len() > 10 && laws.values().all(|cases| !cases.is_empty()));
    laws.iter().for_each(|(law, cases)| cases.iter().for_each(|case| case.hold(law)));
}
