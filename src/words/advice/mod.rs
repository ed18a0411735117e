//! The wording of [`Advice`] for people: a first screen, then everything else.

mod certainty;
mod facts;
mod needs;
mod screen;
mod steps;

use super::day;
use crate::advice::{Advice, AnswerView, ContextView, RiskView};
use crate::document::{Block, Document, Item, Prose};
use crate::kb::Term;
use crate::text::{and, lower_first, upper_first};

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

const MORE: &str = "Add --full for every reason, risk, fact and source.";
const SAVE: &str = " To keep your answers for next time, add --save FILE.";

/// How many words the usual page has at most.
const MOST_WORDS: usize = 900;

/// The page for people.
pub fn page(advice: &Advice, detail: Detail) -> Document {
    let mut page = screen::first_screen(advice);
    match (detail, advice.full_stop()) {
        (Detail::Brief, _) => {}
        (Detail::Full, _) => page.blocks.extend(sections(advice).into_iter().flat_map(|section| section.blocks)),
        // Where everything else has to wait, it is shown only on request, and saved answers could be found.
        (Detail::Usual, Some(_)) => page.section("There is more", vec![Block::Paragraph(MORE.into())]),
        (Detail::Usual, None) => {
            // As much as there is room for beside what is never left out.
            let least = usual(page.clone(), advice, 0).words();
            page = usual(page, advice, MOST_WORDS.saturating_sub(least));
        }
    }
    page
}

/// The usual page, with a first screen and instructions of so many words.
fn usual(mut page: Document, advice: &Advice, room: usize) -> Document {
    page.section("How to do it", vec![Block::numbered(steps::in_use(advice, room))]);
    let titles = advice.more_steps.iter().map(|step| steps::sentence(step, &[]));
    page.section("After that (add --full to see how)", vec![Block::bullets(titles)]);
    // What takes the place of an app has other gaps.
    let apps = advice.contexts.iter().zip(&advice.verdict.apps);
    let apps = apps.filter(|(_, app)| app.replacement.is_none() && !steps::are_long(advice));
    for (context, _) in apps {
        let heading = format!("What {} does not give you{}", context.messenger_title, of(advice, context));
        page.section(&heading, vec![needs::gaps_in_short(context)]);
    }
    page.section("Other risks", vec![screen::other_risks(advice)]);
    page.section("How sure this is", certainty::in_short(advice));
    if let Some(drift) = &advice.drift {
        page.section(&format!("What changed since {}", drift.saved_with), facts::drift(drift));
    }
    // Someone who brought saved answers knows how to save them.
    let save = if advice.drift.is_none() { SAVE } else { "" };
    let more = [facts::age(advice), format!("{MORE}{save}")].map(|text| Block::Paragraph(text.into()));
    page.section("There is more", more.to_vec());
    page
}

fn of(advice: &Advice, context: &ContextView) -> String {
    if advice.contexts.len() == 1 { String::new() } else { format!(" for {}", lower_first(&context.title)) }
}

/// Everything after the first screen, a page for each part.
pub fn sections(advice: &Advice) -> Vec<Document> {
    let mut sections = Vec::new();
    let mut add = |heading: &str, blocks: Vec<Block>| {
        let mut page = Document::titled(heading);
        page.section(heading, blocks);
        sections.extend(Some(page).filter(|page| !page.blocks.is_empty()));
    };
    add("Step by step", vec![steps::in_full(advice, &advice.steps)]);
    let heading = if advice.full_stop().is_some() { "Once you have a safe device" } else { "More steps" };
    add(heading, vec![steps::in_full(advice, &advice.more_steps)]);
    for context in &advice.contexts {
        let of = of(advice, context);
        add(&format!("How the candidates compare{of}"), needs::candidates(context));
        add(&format!("Every reason{of}"), vec![Block::numbered(context.reasons.iter().map(needs::reason))]);
        let gaps = Block::bullets(context.reasons.iter().filter_map(needs::left_open));
        add(&format!("What {} does not give you{of}", context.messenger_title), vec![gaps]);
    }
    add("How sure, and what would change it", certainty::certainty(advice));
    add("Other risks", vec![facts::notices_and_risks(advice)]);
    add("What is disputed", vec![facts::disputes(advice)]);
    add("How old the facts are", vec![Block::Paragraph(facts::age(advice).into())]);
    if let Some(drift) = &advice.drift {
        add(&format!("What changed since {}", drift.saved_with), facts::drift(drift));
    }
    add("Your answers", answers(advice));
    add("Sources", vec![super::sources(&advice.sources)]);
    sections
}

fn answers(advice: &Advice) -> Vec<Block> {
    let text = |one: &AnswerView| if one.is_unsure() { format!("Not sure: {}", one.text) } else { one.text.clone() };
    let given = advice.answers.iter().map(|answer| (answer.ask.clone(), Prose::from(text(answer))));
    let mut blocks = vec![Block::Terms(given.collect())];
    let not_counted = advice.not_counted.iter().map(|answer| format!("{} {}", answer.ask, text(answer)));
    certainty::list(&mut blocks, "Not counted, since your other answers rule the question out:", not_counted);
    blocks.push(Block::Paragraph("All of them in one line, which `advisor quiz --answers` takes:".into()));
    blocks.push(Block::Paragraph(format!("`{}`", advice.answer_string).into()));
    blocks
}

/// A page to print and hand out: what to do, without what was answered, and the words among `terms` that it uses.
pub fn handout<'a>(advice: &Advice, terms: impl Iterator<Item = &'a Term>) -> Document {
    let mut page = Document::titled("Handout");
    let people: Vec<&str> = advice.contexts.iter().map(|context| context.people.as_str()).collect();
    let dated = format!("As of {}.", day(&advice.knowledge_base));
    // Where everything else has to wait, so have other warnings: what they advise could be noticed.
    if let Some(stop) = advice.full_stop() {
        screen::stop_screen(advice, stop, &mut page);
        page.push(Block::Paragraph(dated.into()));
    } else {
        let line = format!("For talking to {}. {dated}", and(&people));
        page.push(Block::Verdict(format!("{}.", advice.verdict.headline).into(), vec![line.into()]));
        for stop in &advice.stops {
            let lines = stop.helplines.iter().map(|line| format!("{}: {}", line.helpline.title, line.helpline.website));
            page.push(Block::Paragraph((&stop.stop.title).into()));
            page.push(Block::bullets(lines));
        }
        let boxed = |item: Item| Item { text: format!("\u{2610} {}", item.text).into(), ..item };
        page.section("What to do", vec![Block::bullets(steps::in_use(advice, usize::MAX).map(boxed))]);
        let notices = advice.notices.iter().map(|one| format!("{}. {}", one.notice.title, one.notice.text));
        let risk = |RiskView { risk, .. }: &RiskView| {
            format!("{}. {}", risk.title, risk.remedy.as_deref().unwrap_or(&risk.text))
        };
        page.section("Risks to know about", vec![Block::bullets(notices.chain(advice.risks.iter().map(risk)))]);
    }
    let text = page.text();
    let words = terms.filter(|term| term.is_in(&text)).map(|term| (upper_first(&term.title), Prose::from(&term.text)));
    page.section("What the words mean", vec![Block::Terms(words.collect())]);
    page
}
