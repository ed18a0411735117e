//! Questions as numbered lines: for screen readers, dumb terminals and pipes.

use std::io::{self, BufRead, Read, Write};

use textwrap::Options;

use super::{Asker, List, Prompt, Reply, in_words};
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Question, Takes};

/// Asks by numbered lines, and never moves the cursor.
#[derive(Debug)]
pub struct Plain<R, W> {
    input: R,
    output: W,
    width: usize,
}

/// The most bytes of a line that are read; no answer is nearly as long.
const LONGEST: u64 = 4096;
/// What stands for a longer line: a character that no answer has.
const TOO_LONG: &str = "\u{FFFD}";

/// What is told when the input ends amid the questions.
const ENDED: &str = "the input ended before the last question, and no answer is kept; give the rest too, or put the \
                     answers in a file and use --answers FILE --unsure-rest";

/// What a line of input means.
enum Line {
    Answer(Answer),
    Back,
    Why,
    NotUnderstood(String),
}

impl<R: BufRead, W: Write> Plain<R, W> {
    /// Asks on `output`, wrapped to `width` columns, and reads replies from `input`.
    pub fn new(input: R, output: W, width: usize) -> Self {
        Self { input, output, width }
    }

    fn write(&mut self, text: &str, indent: &str) -> io::Result<()> {
        // Through a pipe nothing ends the line of the prompt mark, so that its two columns are left free.
        let width = self.width.saturating_sub(2);
        for paragraph in text.split('\n') {
            for line in textwrap::wrap(paragraph, Options::new(width).subsequent_indent(indent)) {
                writeln!(self.output, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    fn read(&mut self) -> io::Result<String> {
        write!(self.output, "> ")?;
        self.output.flush()?;
        let mut line = Vec::new();
        if self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            writeln!(self.output)?;
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, ENDED));
        }
        if !line.ends_with(b"\n") && line.len() as u64 == LONGEST {
            self.input.skip_until(b'\n')?;
            return Ok(TOO_LONG.to_owned());
        }
        // What is not text becomes a character that no answer has, and is refused as such.
        Ok(String::from_utf8_lossy(&line).trim().to_owned())
    }
}

impl<R: BufRead, W: Write> Asker for Plain<R, W> {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Reply> {
        let question = prompt.question;
        writeln!(self.output)?;
        let can_matter = super::can_matter(prompt).map(|text| format!(" {text}.")).unwrap_or_default();
        self.write(&format!("{}. Question {} of {}.{can_matter}", prompt.theme, prompt.number, prompt.count), "")?;
        self.write(&question.ask, "")?;
        self.write(&question.help, "")?;
        for (position, choice) in question.choices.iter().enumerate() {
            let help = choice.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
            self.write(&format!("{}. {}{help}", position + 1, choice.label), "   ")?;
        }
        let how = match question.takes {
            Takes::One => "Type a number.",
            Takes::Many => "Type one or more numbers, as in 1 3.",
        };
        self.write(&format!("{how} Or u: not sure, b: back, ?: why this is asked."), "")?;
        if prompt.current.is_some() {
            self.write(&format!("Empty line: keep \"{}\".", in_words(question, prompt.current)), "")?;
        }
        loop {
            let line = self.read()?;
            match understand(question, &line, prompt.current) {
                Line::Answer(answer) => {
                    if answer == Answer::Unsure {
                        self.write(&format!("Not sure: {}.", question.unsure_means), "")?;
                    }
                    return Ok(Reply::Answer(answer));
                }
                Line::Back => return Ok(Reply::Back),
                Line::Why => self.write(&question.why, "")?,
                Line::NotUnderstood(why) => self.write(&why, "")?,
            }
        }
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        let List { heading, lines, first, leave, at } = *list;
        writeln!(self.output)?;
        self.write(heading, "")?;
        let numbers = first.number()..first.number() + lines.len();
        for (number, line) in numbers.clone().zip(lines) {
            self.write(&format!("{number}. {line}"), "   ")?;
        }
        let (letter, from_to) = (leave.letter(), format!("from {} to {}", numbers.start, numbers.end - 1));
        self.write(&format!("Type a number {from_to}. Or {letter}: {}.", leave.word()), "")?;
        self.write(&format!("Empty line: \"{}\".", lines[at]), "")?;
        loop {
            let line = self.read()?;
            if line.eq_ignore_ascii_case(letter) || line.eq_ignore_ascii_case(leave.word()) {
                return Ok(None);
            }
            if line.is_empty() {
                return Ok(Some(at));
            }
            match line.parse::<usize>() {
                Ok(number) if numbers.contains(&number) => return Ok(Some(number - numbers.start)),
                _ => self.write(&format!("Please type a number {from_to}, or {letter}."), "")?,
            }
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.write(text, "")
    }
}

fn understand(question: &Question, line: &str, current: Option<Answer>) -> Line {
    match (line.to_lowercase().as_str(), current) {
        ("", Some(current)) => return Line::Answer(current),
        ("u" | "unsure", _) => return Line::Answer(Answer::Unsure),
        ("b" | "back", _) => return Line::Back,
        ("?" | "why", _) => return Line::Why,
        _ => {}
    }
    let count = question.choices.len();
    let mut chosen = ChoiceSet::default();
    for word in line.split([' ', ',']).filter(|word| !word.is_empty()) {
        let position = match word.parse::<usize>() {
            Ok(number) if (1..=count).contains(&number) => Some(number - 1),
            _ => question.choices.iter().position(|choice| choice.id == word),
        };
        match position {
            Some(position) => chosen = chosen.with(position),
            None => return Line::NotUnderstood(format!("Please type a number from 1 to {count}, or u, b or ?.")),
        }
    }
    if question.accepts(chosen) {
        return Line::Answer(Answer::Chosen(chosen));
    }
    Line::NotUnderstood(match question.takes {
        _ if chosen.is_empty() => format!("Please type a number from 1 to {count}, or u, b or ?."),
        Takes::One => "Please choose one only.".to_owned(),
        Takes::Many => format!("\"{}\" goes with no other choice.", question.labels(question.alone()).join("\" or \"")),
    })
}
