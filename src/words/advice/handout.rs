//! Advice to print and hand out: what to do, without what was answered.

use super::{screen, steps};
use crate::advice::{Advice, NoticeView, RiskView};
use crate::document::{Block, Document, Item};
use crate::kb::Term;
use crate::text::{and, upper_first};
use crate::words::day;

/// The page, with the words among `terms` that it uses.
pub fn handout<'a>(advice: &Advice, terms: impl Iterator<Item = &'a Term>) -> Document {
    let mut page = Document::titled("Handout");
    let people: Vec<&str> = advice.contexts.iter().map(|context| context.people.as_str()).collect();
    let dated = format!("As of {}.", day(&advice.knowledge_base));
    // Where everything else has to wait, so have other warnings: what they advise could be noticed.
    if let Some(stop) = advice.full_stop() {
        screen::stop_screen(advice, stop, &mut page);
        page.push(Block::Paragraph(dated.into()));
    } else {
        page.push(Block::Verdict {
            headline: format!("{}.", advice.verdict.headline).into(),
            lines: vec![format!("For talking to {}. {dated}", and(&people)).into()],
        });
        for stop in &advice.stops {
            let lines = stop.helplines.iter().map(|line| format!("{}: {}", line.helpline.title, line.helpline.website));
            page.push(Block::Paragraph((&stop.stop.title).into()));
            page.push(Block::bullets(lines));
        }
        let boxed = |item: Item| Item { text: format!("\u{2610} {}", item.text).into(), ..item };
        page.section("What to do", vec![Block::bullets(steps::in_use(advice, usize::MAX).map(boxed))]);
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
