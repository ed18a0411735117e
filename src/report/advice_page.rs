//! The wording of [`Advice`] for people: a first screen, then everything else.

use super::advice::{
    Advice, ContextView, CouldHelp, GapView, ObstacleView, Placed, Reason, RiskView, StandingView, Step,
};
use super::advice_writer::and;
use super::bibliography;
use super::candidates_page::{candidates, strength};
use super::certainty::{AnswerChange, ShareView};
use super::document::{Block, Document, Item};
use super::prose::Prose;

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

/// What the usual page leaves out, and where it stands.
const MORE: &str = "With --full, also: every reason and who meets it, what is disputed, your answers, and the sources \
                    that the numbers in brackets stand for.";

/// How many reasons the first screen names.
const FIRST_REASONS: usize = 3;
/// How many steps and warnings the first screen names.
const FIRST_LINES: usize = 4;

impl Advice {
    /// The page for people.
    pub fn page(&self, detail: Detail) -> Document {
        let mut page = Document::titled("Advice");
        page.blocks = self.first_screen();
        match detail {
            Detail::Brief => {}
            Detail::Usual | Detail::Full => {
                for (heading, blocks) in self.sections(detail) {
                    page.section(&heading, blocks);
                }
            }
        }
        if detail == Detail::Usual {
            page.section("There is more", vec![Block::Paragraph(MORE.into())]);
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

    /// The verdict, the strongest reasons, what to do first and what to watch for.
    fn first_screen(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Verdict {
            headline: format!("{}.", self.verdict.headline).into(),
            lines: self.verdict_lines(),
        }];
        let reasons = self.strongest_reasons();
        if !reasons.is_empty() {
            blocks.push(Block::Heading(2, "Why".into()));
            blocks.push(Block::Numbered(reasons));
        }
        blocks.push(Block::Heading(2, "Do first".into()));
        blocks.push(Block::Numbered(self.first_steps()));
        let watch = self.watch_for();
        if !watch.is_empty() {
            blocks.push(Block::Heading(2, "Watch for".into()));
            blocks.push(Block::Bullets(watch));
        }
        blocks
    }

    fn verdict_lines(&self) -> Vec<Prose> {
        let mut lines: Vec<String> = Vec::new();
        if self.verdict.kind == "none-alone" {
            for obstacle in &self.verdict.obstacles {
                lines.push(format!("{}{}", self.whose(obstacle), obstacle.text));
                let help: Vec<String> = obstacle.could_help.iter().map(|help| lower_first(&help.title)).collect();
                if !help.is_empty() {
                    lines.push(format!("What would help: {}.", help.join("; or ")));
                }
            }
        }
        for context in &self.contexts {
            let who = if self.contexts.len() > 1 || self.verdict.kind == "several" {
                format!("For {}: ", context.people)
            } else {
                String::new()
            };
            match context.fit {
                "alone" if self.contexts.len() > 1 => lines.push(format!("{who}{}", context.messenger_title)),
                "alone" => {}
                _ => lines.push(format!("{who}{}", base_line(context))),
            }
        }
        if self.verdict.is_close {
            lines.push(self.close_line());
        }
        if let Some(drift) = &self.drift {
            let now = if drift.changed { "another verdict now" } else { "the same verdict" };
            lines
                .push(format!("Compared with the file, saved with the knowledge base of {}: {now}.", drift.saved_with));
        }
        if !self.assumptions.is_empty() {
            lines.push(self.certainty_line());
        }
        lines.into_iter().map(Prose::from).collect()
    }

    /// Which contacts an obstacle concerns, if that is not all of them.
    fn whose(&self, obstacle: &ObstacleView) -> String {
        let concerned = self.contexts.iter().filter(|context| obstacle.contexts.contains(&context.id));
        let people: Vec<&str> = concerned.map(|context| context.people.as_str()).collect();
        if people.len() == self.contexts.len() { String::new() } else { format!("For {}: ", and(&people)) }
    }

    /// What comes close to the verdict, in a sentence.
    fn close_line(&self) -> String {
        let names = |placed: &[Placed]| {
            let mut names: Vec<String> = placed.iter().map(|one| one.messenger.clone()).collect();
            names.sort_unstable();
            names
        };
        if names(&self.verdict.messengers) == names(&self.verdict.runner_up) {
            return "It is a close call which of them serves which contacts.".to_owned();
        }
        format!("It is a close call: {} would do almost as well.", placed(&self.verdict.runner_up))
    }

    /// What the unsure answers could change, in a sentence.
    fn certainty_line(&self) -> String {
        let unsure = count(self.assumptions.len(), "answer", "answers");
        let Some(certainty) = &self.certainty else { return format!("It rests on {unsure} you were not sure of.") };
        if certainty.same_in_all {
            return format!("You were not sure of {unsure}; the verdict is the same however they turn out.");
        }
        let hinges = certainty.hinges_on.len();
        format!("You were not sure of {unsure}; {hinges} of them can change it.")
    }

    /// Why contacts are kept apart, then the needs that decide, the strongest first.
    fn strongest_reasons(&self) -> Vec<Item> {
        let apart = if self.verdict.kind == "several" { self.verdict.kept_apart.as_slice() } else { &[] };
        let mut ranked: Vec<(u8, std::cmp::Reverse<u32>, &Reason)> = Vec::new();
        for context in &self.contexts {
            for reason in &context.reasons {
                let own = &reason.standings[0];
                let added = |with: &String| context.companions.iter().any(|companion| companion.id == *with);
                let met_alone = own.standing.starts_with("met") && !own.with.iter().any(added);
                let rank = match (reason.strength, met_alone) {
                    // What no candidate meets alone is what makes it none alone.
                    ("must", false) => 0,
                    ("must", true) if reason.decides => 1,
                    (_, true) if reason.decides => 2,
                    ("must", true) => 3,
                    (_, true) => 4,
                    // What the named messenger does not give is no reason for it.
                    (_, false) => continue,
                };
                if !ranked.iter().any(|(_, _, known)| known.rules[0].id == reason.rules[0].id) {
                    ranked.push((rank, std::cmp::Reverse(reason.weight), reason));
                }
            }
        }
        ranked.sort_by_key(|(rank, weight, _)| (*rank, *weight));
        // What speaks against the other candidate is no comfort where neither is enough.
        let contrast = |reason: &Reason| if self.is_long() { String::new() } else { contrast(reason) };
        let reasons = ranked.into_iter().map(|(_, _, reason)| join(&[&reason.rules[0].because, &contrast(reason)]));
        apart.iter().cloned().chain(reasons).take(FIRST_REASONS).map(Item::of).collect()
    }

    /// Whether the verdict takes so many lines that the rest of the first screen must take fewer.
    fn is_long(&self) -> bool {
        self.verdict.kind == "none-alone" || self.contexts.len() > 1
    }

    /// How many steps and warnings the first screen names.
    fn first_lines(&self) -> usize {
        match self.verdict_lines().len() {
            4.. => FIRST_LINES - 2,
            _ if self.is_long() => FIRST_LINES - 1,
            _ => FIRST_LINES,
        }
    }

    fn first_steps(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self
            .steps
            .iter()
            .take(self.first_lines())
            .map(|step| Item::of(format!("{}{}.", step.title, self.for_whom(step))))
            .collect();
        let more = self.steps.len().saturating_sub(self.first_lines());
        if more > 0
            && let Some(last) = items.last_mut()
        {
            last.text = std::mem::take(&mut last.text).and(&format!(" Then {} more.", count(more, "step", "steps")));
        }
        items
    }

    fn watch_for(&self) -> Vec<Item> {
        let notices = self.notices.iter().map(|notice| format!("{}.", notice.title));
        // What the answers brought up comes before what holds for everybody.
        let (own, common): (Vec<&RiskView>, Vec<&RiskView>) = self.risks.iter().partition(|risk| risk.by_answers);
        let risks = own.into_iter().chain(common).map(|risk| format!("{}.", risk.title));
        notices.chain(risks).take(self.first_lines().max(self.notices.len())).map(Item::of).collect()
    }

    /// What would do as well as the companion of a step.
    fn instead_of(&self, step: &Step) -> Option<String> {
        let companions = self.contexts.iter().flat_map(|context| &context.companions);
        let own = companions.into_iter().find(|companion| Some(&companion.id) == step.complement.as_ref())?;
        let titles: Vec<String> = own.instead.iter().map(|other| lower_first(&other.title)).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        (!titles.is_empty()).then(|| format!("Instead you could as well: {}.", titles.join("; or ")))
    }

    /// Whom a step is for, if there is more than one circle of contacts and it is not for all.
    fn for_whom(&self, step: &Step) -> String {
        if self.contexts.len() < 2 || step.contexts.len() == self.contexts.len() {
            return String::new();
        }
        let titles: Vec<String> = self
            .contexts
            .iter()
            .filter(|context| step.contexts.contains(&context.id))
            .map(|context| context.title.to_lowercase())
            .collect();
        format!(" (for {})", titles.join(" and "))
    }

    /// What comes after the first screen: heading and blocks.
    fn sections(&self, detail: Detail) -> Vec<(String, Vec<Block>)> {
        let is_full = detail == Detail::Full;
        let mut sections = vec![("Step by step".to_owned(), vec![self.all_steps()])];
        for context in &self.contexts {
            let of =
                if self.contexts.len() > 1 { format!(" for {}", context.title.to_lowercase()) } else { String::new() };
            sections.push((format!("How the candidates compare{of}"), candidates(context)));
            if is_full {
                sections.push((format!("Every reason{of}"), context_reasons(context)));
            }
            sections
                .push((format!("What {} does not give you{of}", context.messenger_title), vec![gaps(&context.gaps)]));
        }
        let obstacles = self.verdict.obstacles.iter().filter(|obstacle| !obstacle.could_help.is_empty());
        let help = obstacles.flat_map(|obstacle| obstacle.could_help.iter().map(help_item)).collect();
        sections.push(("What would let one app serve both".to_owned(), vec![Block::Bullets(help)]));
        sections.push(("How sure, and what would change it".to_owned(), self.certainty_blocks()));
        sections.push(("Know this".to_owned(), vec![self.warnings()]));
        sections.push(("What was assumed".to_owned(), vec![self.assumed()]));
        if is_full {
            sections.push(("What is disputed".to_owned(), vec![self.disputes()]));
        }
        sections.push(("How old the facts are".to_owned(), self.ages()));
        if let Some(drift) = &self.drift {
            let newer = drift
                .newer
                .iter()
                .map(|(messenger, property)| Item::of(format!("{messenger}, {}", property.to_lowercase())));
            sections.push((
                format!("Facts with newer evidence than {}", drift.saved_with),
                vec![Block::Bullets(newer.collect())],
            ));
        }
        if is_full {
            sections.push(("Your answers".to_owned(), self.given()));
            sections.push(("Sources".to_owned(), vec![bibliography::sources(&self.sources)]));
        }
        sections
    }

    fn all_steps(&self) -> Block {
        let items = self.steps.iter().map(|step| {
            let optional = if step.required { "" } else { " (worth it, not required)" };
            let dated = step.as_of.as_ref().map(|as_of| format!(" As of {as_of}.")).unwrap_or_default();
            let mut notes = vec![Prose::from(format!("{}{dated}", step.about))];
            notes.extend(self.instead_of(step).map(Prose::from));
            Item {
                text: Prose::from(format!("{}{}{optional}.", step.title, self.for_whom(step))).citing(&step.sources),
                notes,
                steps: step.how_to.iter().map(Prose::from).collect(),
            }
        });
        Block::Numbered(items.collect())
    }

    fn warnings(&self) -> Block {
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

    fn assumed(&self) -> Block {
        Block::Bullets(
            self.assumptions
                .iter()
                .map(|one| Item::of(format!("{} You were not sure, so {}.", one.ask, one.text)))
                .collect(),
        )
    }

    fn certainty_blocks(&self) -> Vec<Block> {
        let Some(certainty) = &self.certainty else {
            let text =
                "This knowledge base has too many combinations of answers to tell exactly how sure the advice is.";
            return vec![Block::Paragraph(text.into())];
        };
        let mut blocks = Vec::new();
        if !certainty.is_exact {
            let text = "This knowledge base has too many combinations of answers to work out all of them. What follows \
                        is true, but there may be more to say: other verdicts, shorter changes, fewer answers that decide.";
            blocks.push(Block::Paragraph(text.into()));
        }
        let quoted = |answer: &AnswerChange| format!("{} {}", answer.ask, answer.text);
        if !self.assumptions.is_empty() {
            let text = if certainty.same_in_all {
                "However the answers turn out that you were not sure of, the verdict is the same.".to_owned()
            } else {
                format!(
                    "Over all {} combinations in which the unsure answers could turn out. Each counts once, and most heap \
                     several dangers on one person, so this is not how likely each is:",
                    certainty.ways
                )
            };
            blocks.push(Block::Paragraph(text.into()));
        }
        if !certainty.same_in_all {
            let share =
                |share: &ShareView| Item::of(format!("{}: {}", upper_first(&share.verdict), percent(share.share)));
            blocks.push(Block::Bullets(certainty.shares.iter().map(share).collect()));
            let find_out = "It hangs on these. Find out what you can, and answer them again:";
            blocks.push(Block::Paragraph(find_out.into()));
            blocks.push(Block::Bullets(certainty.hinges_on.iter().map(|hinge| Item::of(hinge.ask.clone())).collect()));
        }
        if !certainty.decided_by.is_empty() {
            blocks.push(Block::Paragraph("These answers alone settle it, whatever the others are:".into()));
            blocks.push(Block::Bullets(certainty.decided_by.iter().map(|answer| Item::of(quoted(answer))).collect()));
        }
        if !certainty.changes.is_empty() {
            blocks.push(Block::Paragraph("The fewest other answers that would lead to another verdict:".into()));
            let changes = certainty.changes.iter().map(|change| {
                let answers: Vec<String> = change.answers.iter().map(quoted).collect();
                let act = if change.actionable { " You can act on this." } else { "" };
                let mut item =
                    Item::of(format!("{}, if: {}.{act}", upper_first(&change.verdict), answers.join("; and ")));
                if change.actionable {
                    item.steps = change
                        .answers
                        .iter()
                        .filter_map(|answer| answer.can_change.as_ref())
                        .map(Prose::from)
                        .collect();
                }
                item
            });
            blocks.push(Block::Bullets(changes.collect()));
        }
        if !certainty.weak_links.is_empty() {
            blocks.push(Block::Paragraph("These facts are not firm, and the verdict hangs on them:".into()));
            let links = certainty.weak_links.iter().map(|link| {
                Item::of(format!(
                    "{}, {} ({}). If it were \"{}\": {}.",
                    link.messenger_title,
                    link.title.to_lowercase(),
                    link.why.join(", "),
                    link.if_it_were,
                    link.verdict
                ))
            });
            blocks.push(Block::Bullets(links.collect()));
        }
        blocks
    }

    fn disputes(&self) -> Block {
        let items = self.disputed.iter().map(|disputed| {
            let mut item = Item::of(format!("{}, {}:", disputed.messenger_title, disputed.title.to_lowercase()));
            for (claim, said_by, answer) in &disputed.claims {
                item = item.note(format!("Claim ({said_by}): {claim} Answer: {answer}"));
            }
            item
        });
        Block::Bullets(items.collect())
    }

    fn ages(&self) -> Vec<Block> {
        let oldest = format!("Ages are counted on {}; the knowledge base is of {}.", self.as_of, self.knowledge_base);
        if self.past_review.is_empty() {
            return vec![Block::Paragraph(
                format!("{oldest} No fact that this advice rests on is past its review.").into(),
            )];
        }
        let items = self.past_review.iter().map(|stale| {
            let unknown = if stale.counted_unknown { " Too old to be believed, so it counts as unknown." } else { "" };
            Item::of(format!(
                "{}, {}: as of {}, wanted review after {}.{unknown}",
                stale.messenger_title,
                stale.title.to_lowercase(),
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
        let given = self.answers.iter().map(|answer| (answer.ask.clone(), Prose::from(&answer.text))).collect();
        let not_counted = self.not_counted.iter().map(|answer| format!("{} {}", answer.ask, answer.text));
        let not_counted: Vec<Item> = not_counted.map(Item::of).collect();
        let mut blocks = vec![Block::Terms(given)];
        if !not_counted.is_empty() {
            blocks.push(Block::Paragraph("Not counted, since your other answers rule the question out:".into()));
            blocks.push(Block::Bullets(not_counted));
        }
        blocks
    }
}

/// The best base of a context that nothing serves alone, what to add, and what stays open.
fn base_line(context: &ContextView) -> String {
    let titles: Vec<String> = context.companions.iter().map(|companion| lower_first(&companion.title)).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let open: Vec<String> = context
        .gaps
        .iter()
        .filter(|gap| {
            gap.strength == "must"
                && !context.companions.iter().any(|one| gap.could_help.iter().any(|help| help.id == one.id))
        })
        .map(|gap| gap.title.to_lowercase())
        .collect();
    let open: Vec<&str> = open.iter().map(String::as_str).collect();
    let mut line = format!("{} is the best base", context.messenger_title);
    if !titles.is_empty() {
        line.push_str(&format!("; add: {}", titles.join("; ")));
    }
    line.push('.');
    if !open.is_empty() {
        line.push_str(&format!(" Still open: {}.", and(&open)));
    }
    line
}

fn context_reasons(context: &ContextView) -> Vec<Block> {
    let items = context.reasons.iter().map(|reason| {
        let mut item = Item::of(format!("{} ({}): {}.", reason.title, strength(reason), reason.need));
        for rule in &reason.rules {
            item = item.note(Prose::from(&rule.because).citing(&rule.sources));
        }
        item.steps = reason.standings.iter().map(standing_line).collect();
        item
    });
    vec![Block::Numbered(items.collect())]
}

fn standing_line(standing: &StandingView) -> Prose {
    let met = match standing.standing {
        "met" => "meets it".to_owned(),
        "met-with" => format!("meets it with {}", standing.with.join(" and ")),
        "unknown" => "does not count as meeting it, since it is unknown".to_owned(),
        _ => "does not meet it".to_owned(),
    };
    let fact = &standing.fact;
    let doubt = match (fact.disputed, fact.past_review) {
        (true, true) => ", disputed, past review",
        (true, false) => ", disputed",
        (false, true) => ", past review",
        (false, false) => "",
    };
    let line = format!(
        "{} {met}: {} (as of {}, {} confidence{doubt}).",
        standing.title, fact.summary, fact.as_of, fact.confidence
    );
    Prose::from(line).citing(&fact.sources)
}

fn gaps(gaps: &[GapView]) -> Block {
    let items = gaps.iter().map(|gap| {
        let unknown = if gap.unknown { " Nobody seems to know, so it does not count." } else { "" };
        let text = format!("{} ({}): {}.{unknown}", gap.title, gap.strength, gap.fact.summary);
        let mut item = Item::of(Prose::from(text).citing(&gap.fact.sources)).note(&gap.because);
        if !gap.could_help.is_empty() {
            let titles: Vec<&str> = gap.could_help.iter().map(|help| help.title.as_str()).collect();
            item = item.note(format!("What could help: {}.", titles.join("; ")));
        }
        item
    });
    Block::Bullets(items.collect())
}

fn help_item(help: &CouldHelp) -> Item {
    Item::of(format!("{}.", help.title)).note(help.about.clone())
}

/// Who does not meet a need that the named messenger meets, in a short sentence.
fn contrast(reason: &Reason) -> String {
    if !reason.decides {
        return String::new();
    }
    let failing = |word: &str| -> Vec<&str> {
        let rivals = reason.standings.iter().skip(1);
        rivals.filter(|standing| standing.standing == word).map(|standing| standing.title.as_str()).collect()
    };
    let (unmet, unknown) = (failing("unmet"), failing("unknown"));
    match (unmet.is_empty(), unknown.is_empty()) {
        (false, _) => format!("({} does better here than {}.)", reason.standings[0].title, and(&unmet)),
        (true, false) => format!("(For {} this is unknown.)", and(&unknown)),
        (true, true) => String::new(),
    }
}

fn placed(placed: &[Placed]) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for one in placed {
        if !titles.contains(&one.title.as_str()) {
            titles.push(&one.title);
        }
    }
    if titles.len() == 1 {
        return titles[0].to_owned();
    }
    let each: Vec<String> = placed.iter().map(|one| format!("{} for {}", one.title, one.context)).collect();
    and(&each.iter().map(String::as_str).collect::<Vec<_>>())
}

fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A share in percent; never rounded to all or nothing.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent > 0.0 && percent < 1.0 => "less than 1 %".to_owned(),
        percent if percent > 99.0 && percent < 100.0 => "more than 99 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}

fn upper_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
