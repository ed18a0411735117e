//! The wording of [`Advice`] for people: a first screen, then everything else.

mod certainty;
mod drift;
mod facts;
mod needs;
mod screen;
mod steps;

use crate::advice::{Advice, AnswerView};
use crate::document::{Block, Document, Prose};
use crate::text::lower_first;

/// How much of the advice a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The first screen: the verdict, three reasons, what to do first, what to watch for.
    Brief,
    /// What a person needs to act on it and to judge it.
    Usual,
    /// Everything: also every reason with who meets it, what is disputed, the answers and the sources.
    Full,
}

/// What the usual page leaves out, and which option shows it.
const MORE: &str = "With --full, also: the steps that can wait, every need with its reasons and who meets it, what is \
                    disputed, your answers, and the source of each fact.";
/// The same after a full stop.
const MORE_AFTER_STOP: &str = "With --full, also: the steps for later, how the candidates compare, how sure this is, \
                               other risks, your answers, and the source of each fact.";

/// The page for people.
pub fn page(advice: &Advice, detail: Detail) -> Document {
    let is_stopped = advice.full_stop().is_some();
    let mut page = screen::first_screen(advice);
    // Where everything else has to wait, it is shown only on request.
    if detail == Detail::Full || detail == Detail::Usual && !is_stopped {
        page.blocks.extend(sections(advice, detail).into_iter().flat_map(|section| section.blocks));
    }
    if detail == Detail::Usual {
        let more = if is_stopped { MORE_AFTER_STOP } else { MORE };
        page.section("There is more", vec![Block::Paragraph(more.into())]);
        // The page has no list of sources for the numbers to point to.
        return page.uncited();
    }
    page
}

/// Everything after the first screen, a page for each part.
pub fn sections(advice: &Advice, detail: Detail) -> Vec<Document> {
    let is_full = detail == Detail::Full;
    let mut sections = Vec::new();
    let mut add = |heading: &str, blocks: Vec<Block>| {
        let mut page = Document::titled(heading);
        page.section(heading, blocks);
        sections.extend(Some(page).filter(|page| !page.blocks.is_empty()));
    };
    add("Step by step", vec![steps::steps(advice, &advice.steps)]);
    if is_full {
        let heading = if advice.full_stop().is_some() { "Once you have a safe device" } else { "More steps" };
        add(heading, vec![steps::steps(advice, &advice.more_steps)]);
    }
    for context in &advice.contexts {
        let is_only = advice.contexts.len() == 1;
        let of = if is_only { String::new() } else { format!(" for {}", lower_first(&context.title)) };
        add(&format!("How the candidates compare{of}"), needs::candidates(context, detail));
        if is_full {
            add(&format!("Every reason{of}"), vec![needs::reasons(context)]);
        }
        add(&format!("What {} does not give you{of}", context.messenger_title), vec![needs::gaps(context)]);
    }
    add("How sure, and what would change it", certainty::certainty(advice));
    add("Other risks", vec![facts::notices_and_risks(advice)]);
    add("What was assumed", vec![certainty::assumed(advice)]);
    if is_full {
        add("What is disputed", vec![facts::disputes(advice)]);
    }
    add("How old the facts are", facts::ages(advice));
    if let Some(drift) = &advice.drift {
        add(&format!("What changed since {}", drift.saved_with), drift::drift(drift));
    }
    if is_full {
        add("Your answers", answers(advice));
        add("Sources", vec![super::phrases::sources(&advice.sources)]);
    }
    sections
}

/// What was answered, and how to give it all again.
fn answers(advice: &Advice) -> Vec<Block> {
    let text = |answer: &AnswerView| {
        if answer.is_unsure() { format!("Not sure: {}", answer.text) } else { answer.text.clone() }
    };
    let given = advice.answers.iter().map(|answer| (answer.ask.clone(), Prose::from(text(answer))));
    let mut blocks = vec![Block::Terms(given.collect())];
    if !advice.not_counted.is_empty() {
        let item = |answer: &AnswerView| format!("{} {}", answer.ask, text(answer));
        blocks.push(Block::Paragraph("Not counted, since your other answers rule the question out:".into()));
        blocks.push(Block::bullets(advice.not_counted.iter().map(item)));
    }
    blocks.push(Block::Paragraph("All of them in one line, which `advisor quiz --answers` takes:".into()));
    blocks.push(Block::Paragraph(format!("`{}`", advice.answer_string).into()));
    blocks
}
