//! The wording of [`Advice`] for people: a first screen, then everything else.

mod candidates;
mod certainty;
mod drift;
mod first_screen;
mod needs;
mod phrase;
mod steps;
mod verdict_lines;

use self::candidates::candidates;
use self::needs::{context_reasons, gaps};
pub(crate) use self::phrase::upper_first;
pub(super) use self::phrase::{and, lower_first};
use super::advice::Advice;
use super::bibliography;
use crate::document::Prose;
use crate::document::{Block, Document, Item};

/// How much of the advice a page tells.
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

impl Advice {
    /// The page for people.
    pub fn page(&self, detail: Detail) -> Document {
        let mut page = Document::titled("Advice");
        page.blocks = self.first_screen();
        match detail {
            Detail::Brief => {}
            // Where everything else has to wait, it is not shown unless it is asked for.
            Detail::Usual if self.full_stop().is_some() => {}
            Detail::Usual | Detail::Full => {
                for (heading, blocks) in self.sections(detail) {
                    page.section(&heading, blocks);
                }
            }
        }
        if detail == Detail::Usual {
            let more = if self.full_stop().is_some() { MORE_AFTER_STOP } else { MORE };
            page.section("There is more", vec![Block::Paragraph(more.into())]);
            // A number without the list of sources would lead nowhere.
            return page.uncited();
        }
        page
    }

    /// Everything after the first screen, one page a part.
    pub fn section_pages(&self) -> Vec<Document> {
        let pages = self.sections(Detail::Full).into_iter().map(|(heading, blocks)| {
            let mut page = Document::titled(heading.clone());
            page.section(&heading, blocks);
            page
        });
        pages.filter(|page| !page.blocks.is_empty()).collect()
    }

    /// What comes after the first screen: heading and blocks.
    fn sections(&self, detail: Detail) -> Vec<(String, Vec<Block>)> {
        let is_full = detail == Detail::Full;
        let mut sections = Vec::new();
        sections.push((
            "Step by step".to_owned(),
            vec![Block::Numbered(self.steps.iter().map(|step| self.step(step)).collect())],
        ));
        if is_full {
            let heading = if self.full_stop().is_some() { "Once you have a safe device" } else { "More steps" };
            let more = self.more_steps.iter().map(|step| self.step(step)).collect();
            sections.push((heading.to_owned(), vec![Block::Numbered(more)]));
        }
        for context in &self.contexts {
            let of =
                if self.contexts.len() > 1 { format!(" for {}", lower_first(&context.title)) } else { String::new() };
            sections.push((format!("How the candidates compare{of}"), candidates(context, detail)));
            if is_full {
                sections.push((format!("Every reason{of}"), context_reasons(context)));
            }
            sections
                .push((format!("What {} does not give you{of}", context.messenger_title), vec![gaps(&context.gaps)]));
        }
        sections.push(("How sure, and what would change it".to_owned(), self.certainty_blocks()));
        sections.push(("Other risks".to_owned(), vec![self.notices_and_risks()]));
        sections.push(("What was assumed".to_owned(), vec![self.assumed()]));
        if is_full {
            sections.push(("What is disputed".to_owned(), vec![self.disputes()]));
        }
        sections.push(("How old the facts are".to_owned(), self.ages()));
        if let Some(drift) = &self.drift {
            sections.push((format!("What changed since {}", drift.saved_with), drift.blocks()));
        }
        if is_full {
            sections.push(("Your answers".to_owned(), self.given()));
            sections.push(("Sources".to_owned(), vec![bibliography::sources(&self.sources)]));
        }
        sections
    }

    fn notices_and_risks(&self) -> Block {
        let notices = self.notices.iter().map(|notice| {
            Item::of(Prose::from(format!("{}.", notice.title)).citing(&notice.sources))
                .note(format!("{} As of {}.", notice.text, notice.as_of))
        });
        let risks = self
            .risks
            .iter()
            .map(|risk| Item::of(Prose::from(format!("{}.", risk.title)).citing(&risk.sources)).note(&risk.text));
        Block::Bullets(notices.chain(risks).collect())
    }

    fn disputes(&self) -> Block {
        let items = self.disputed.iter().map(|disputed| {
            let mut item = Item::of(format!("{}, {}:", disputed.messenger_title, lower_first(&disputed.title)));
            for (claim, said_by, answer) in &disputed.claims {
                item = item.note(format!("Claim ({said_by}): {claim} Answer: {answer}"));
            }
            item
        });
        Block::Bullets(items.collect())
    }

    fn ages(&self) -> Vec<Block> {
        let oldest = format!("Ages are counted on {}; the knowledge base is of {}.", self.as_of, self.knowledge_base);
        // Both are written year first, so that the order of the words is that of the days.
        if *self.as_of < *self.knowledge_base {
            let text =
                "That day is before the knowledge base was made, so no age means anything here; leave the day out.";
            return vec![Block::Paragraph(format!("{oldest} {text}").into())];
        }
        if self.past_review.is_empty() {
            return vec![Block::Paragraph(
                format!("{oldest} No fact that this advice rests on is past its review.").into(),
            )];
        }
        let items = self.past_review.iter().map(|stale| {
            let unknown = if stale.counted_unknown { " Too old to count, so it counts as unknown." } else { "" };
            Item::of(format!(
                "{}, {}: as of {}, was due for review after {}.{unknown}",
                stale.messenger_title,
                lower_first(&stale.title),
                stale.as_of,
                stale.review_after
            ))
        });
        vec![
            Block::Paragraph(
                format!("{oldest} These facts are past their review; check them before you rely on them.").into(),
            ),
            Block::Bullets(items.collect()),
        ]
    }

    fn given(&self) -> Vec<Block> {
        let given = self.answers.iter().map(|answer| (answer.ask.to_string(), Prose::from(&answer.text))).collect();
        let not_counted = self.not_counted.iter().map(|answer| format!("{} {}", answer.ask, answer.text));
        let not_counted: Vec<Item> = not_counted.map(Item::of).collect();
        let mut blocks = vec![Block::Terms(given)];
        if !not_counted.is_empty() {
            blocks.push(Block::Paragraph("Not counted, since your other answers rule the question out:".into()));
            blocks.push(Block::Bullets(not_counted));
        }
        blocks.push(Block::Paragraph("All of them in one line, which `advisor quiz --answers` takes:".into()));
        blocks.push(Block::Paragraph(format!("`{}`", self.answer_string).into()));
        blocks
    }
}
