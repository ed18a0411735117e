//! Advice to print and hand out: what to do, without what was answered.

use super::steps;
use crate::advice::{Advice, NoticeView, RiskView};
use crate::document::{Block, Document, Item};
use crate::kb::Term;
use crate::text::{and, upper_first};

/// The page, with the words among `terms` that it uses.
pub fn handout<'a>(advice: &Advice, terms: impl Iterator<Item = &'a Term>) -> Document {
    let mut page = Document::titled("Handout");
    let people: Vec<&str> = advice.contexts.iter().map(|context| context.people.as_str()).collect();
    let (headline, is_stopped) = match advice.full_stop() {
        Some(stop) => (stop.stop.title.clone(), true),
        None => (format!("{}.", advice.verdict.headline), false),
    };
    let whom = format!("To talk to {}. As of {}.", and(&people), advice.knowledge_base);
    page.push(Block::Verdict { headline: headline.into(), lines: vec![whom.into()] });
    for stop in &advice.stops {
        let lines = stop.helplines.iter().map(|line| format!("{}: {}", line.helpline.title, line.helpline.website));
        let first = if stop.stop.is_full { stop.stop.text.clone() } else { stop.stop.title.clone() };
        page.push(Block::Paragraph(first.into()));
        page.push(Block::bullets(lines));
    }
    let boxed = |item: Item| Item { text: format!("\u{2610} {}", item.text).into(), ..item };
    page.section("What to do", vec![Block::bullets(steps::in_use(advice, usize::MAX).map(boxed))]);
    // Where everything else has to wait, so have other warnings: what they advise could be noticed.
    if !is_stopped {
        let notices = advice.notices.iter();
        let notices = notices.map(|NoticeView { notice, .. }| format!("{}. {}", notice.title, notice.text));
        let risk = |RiskView { risk, .. }: &RiskView| {
            format!("{}. {}", risk.title, risk.remedy.as_deref().unwrap_or(&risk.text))
        };
        page.section("Risks to know about", vec![Block::bullets(notices.chain(advice.risks.iter().map(risk)))]);
    }
    let text = page.text();
    let words =
        terms.filter(|term| term.is_in(&text)).map(|term| (upper_first(&term.title), term.text.as_str().into()));
    page.section("What the words mean", vec![Block::Terms(words.collect())]);
    page.uncited()
}
