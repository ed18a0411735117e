//! Notices and risks, disputed facts, and how old the facts are.

use crate::advice::{Advice, Disputed, StaleFact};
use crate::document::{Block, Item, Prose};
use crate::phrase::lower_first;

/// Every notice and every risk.
pub(super) fn notices_and_risks(advice: &Advice) -> Block {
    let headline = |title: &str, sources: &[usize]| Item::of(Prose::from(format!("{title}.")).citing(sources));
    let notices = advice.notices.iter().map(|notice| {
        headline(&notice.title, &notice.sources).note(format!("{} As of {}.", notice.text, notice.as_of))
    });
    let risks = advice.risks.iter().map(|risk| headline(&risk.title, &risk.sources).note(&risk.text));
    Block::Bullets(notices.chain(risks).collect())
}

/// What is said against facts, with the answers.
pub(super) fn disputes(advice: &Advice) -> Block {
    let item = |disputed: &Disputed| {
        let mut item = Item::of(format!("{}, {}:", disputed.messenger_title, lower_first(&disputed.title)));
        for (claim, said_by, answer) in &disputed.claims {
            item = item.note(format!("Claim ({said_by}): {claim} Answer: {answer}"));
        }
        item
    };
    Block::Bullets(advice.disputed.iter().map(item).collect())
}

/// Which facts are past their review.
pub(super) fn ages(advice: &Advice) -> Vec<Block> {
    let counted = format!("Ages are counted on {}; the knowledge base is of {}.", advice.as_of, advice.knowledge_base);
    // Both are written year first, so that the order of the words is that of the days.
    let what = if advice.as_of < advice.knowledge_base {
        "That day is before the knowledge base was made, so no age means anything here; leave the day out."
    } else if advice.past_review.is_empty() {
        "No fact that this advice rests on is past its review."
    } else {
        "These facts are past their review; check them before you rely on them."
    };
    let mut blocks = vec![Block::Paragraph(format!("{counted} {what}").into())];
    if advice.as_of >= advice.knowledge_base {
        blocks.push(Block::Bullets(advice.past_review.iter().map(stale).collect()));
    }
    blocks
}

fn stale(fact: &StaleFact) -> Item {
    let unknown = if fact.counted_unknown { " Too old to count, so it counts as unknown." } else { "" };
    Item::of(format!(
        "{}, {}: as of {}, was due for review after {}.{unknown}",
        fact.messenger_title,
        lower_first(&fact.title),
        fact.as_of,
        fact.review_after
    ))
}
