//! What is asked.

use std::collections::BTreeSet;

use super::ledger::{Ledger, Place, at_position};
use crate::kb::catalogue::Catalogue;
use crate::kb::load::QUESTIONS;
use crate::kb::question::{Choice, Question, Takes};
use crate::kb::row::ChoiceSet;
use crate::kb::scope::Theme;
use crate::kb::written;

/// Words that the command line, the file of answers and the results of `batch` use for themselves.
const RESERVED: [&str; 41] = [
    "answers",
    "apart",
    "as-of",
    "brief",
    "close",
    "color",
    "complements",
    "data",
    "error",
    "fields",
    "force",
    "format",
    "from",
    "full",
    "grounds",
    "help",
    "input",
    "instead",
    "jobs",
    "json",
    "knowledge-base",
    "line",
    "max-age",
    "needs",
    "no-input",
    "order",
    "placing",
    "plain",
    "save",
    "schema",
    "stops",
    "summary",
    "to",
    "unmet",
    "unsure",
    "unsure-rest",
    "verbose",
    "verdict",
    "version",
    "width",
    "id",
];
/// The answer that every question takes.
const UNSURE: &str = "unsure";

pub(super) fn check(
    written: Vec<written::Question>,
    themes: &Catalogue<Theme>,
    ledger: &mut Ledger,
) -> Catalogue<Question> {
    let file = Place::file(QUESTIONS);
    ledger.ids(&file, "question", written.iter().map(|question| question.id.as_str()));
    if written.is_empty() && ledger.has_read("question") {
        ledger.note(&file, "there is no question", "add at least one");
    }
    let mut questions = Vec::new();
    let mut tables = Vec::new();
    for (position, question) in written.into_iter().enumerate() {
        let place = file.entry("question", position, &question.id);
        if RESERVED.contains(&question.id.as_str()) {
            ledger.note(&place, "the id is a word of the program", "rename it");
        }
        for (field, text) in [
            ("ask", &question.ask),
            ("help", &question.help),
            ("why", &question.why),
            ("unsure-means", &question.unsure_means),
        ] {
            ledger.text(&place.field(field), text);
        }
        if let Some(text) = &question.can_change {
            ledger.text(&place.field("can-change"), text);
        }
        let theme = ledger.find(&place.field("theme"), &question.theme, themes);
        let choices = choices(question.choices, &place.field("choices"), ledger);
        let takes = match question.takes {
            written::Takes::One => Takes::One,
            written::Takes::Many => Takes::Many,
        };
        if takes == Takes::One && choices.iter().any(|choice| choice.alone) {
            let fault = "a choice is marked `alone`, but the question takes one choice anyway";
            ledger.note(&place.field("choices"), fault, "remove the mark");
        }
        if takes == Takes::Many && question.by_severity {
            let fault = "a question that takes many choices has no order of severity";
            ledger.note(&place.field("by-severity"), fault, "remove `by-severity`");
        }
        let Some(theme) = theme else {
            ledger.leave_out("question", &question.id);
            continue;
        };
        let mut question_read = Question {
            id: question.id,
            theme,
            ask: question.ask,
            help: question.help,
            why: question.why,
            choices,
            takes,
            by_severity: question.by_severity,
            if_unsure: ChoiceSet::default(),
            unsure_means: question.unsure_means,
            ask_when: Vec::new(),
            can_change: question.can_change,
        };
        question_read.if_unsure = if_unsure(&question.if_unsure, &question_read, &place.field("if-unsure"), ledger);
        questions.push(question_read);
        tables.push((place.field("ask-when"), question.ask_when));
    }

    // Rows name questions, so they are read once all questions are known.
    let known = Catalogue::of(questions.clone());
    for (position, (question, (place, table))) in questions.iter_mut().zip(tables).enumerate() {
        question.ask_when = ledger.rows(&place, &table, &known);
        for (number, row) in question.ask_when.iter().enumerate() {
            let place = at_position(&place, number);
            for (asked, _) in &row.cells {
                if asked.position() >= position {
                    let fault = format!("`ask-when` depends on `{}`, which is not asked before", known[*asked].id);
                    ledger.note(&place, fault, "move that question up, or depend on an earlier one");
                }
            }
        }
    }
    Catalogue::of(questions)
}

fn choices(written: Vec<written::Choice>, place: &Place, ledger: &mut Ledger) -> Vec<Choice> {
    if written.len() < 2 || written.len() > ChoiceSet::CAPACITY {
        let fault = format!("a question has 2 to {} choices, this one has {}", ChoiceSet::CAPACITY, written.len());
        ledger.note(place, fault, "add or merge choices");
    }
    let mut seen = BTreeSet::new();
    let mut choices = Vec::new();
    for (position, choice) in written.into_iter().enumerate().take(ChoiceSet::CAPACITY) {
        let place = place.entry("choice", position, &choice.id);
        ledger.id(&place, &choice.id);
        ledger.text(&place.field("label"), &choice.label);
        if let Some(help) = &choice.help {
            ledger.text(&place.field("help"), help);
        }
        if choice.id == UNSURE || !seen.insert(choice.id.clone()) {
            ledger.note(&place, "the id is taken", "rename it");
        }
        choices.push(Choice { id: choice.id, label: choice.label, help: choice.help, alone: choice.alone });
    }
    choices
}

fn if_unsure(written: &[String], question: &Question, place: &Place, ledger: &mut Ledger) -> ChoiceSet {
    let mut chosen = ChoiceSet::default();
    for id in written {
        match question.find(id) {
            Some(choice) => chosen = chosen.union(choice),
            None => {
                let known = question.choices.iter().map(|choice| choice.id.as_str());
                ledger.note_unknown(place, format!("unknown choice `{id}`"), id, known);
            }
        }
    }
    if !chosen.is_empty() && !question.accepts(chosen) {
        ledger.note(place, "these choices do not go together as an answer", "name an answer that can be given");
    }
    if written.is_empty() {
        ledger.note(place, "there is no cautious choice", "name the reading that does least harm if it is wrong");
    }
    chosen
}
