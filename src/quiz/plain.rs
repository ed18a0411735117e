//! Questions as numbered lines: for screen readers, dumb terminals and pipes.

use std::io::{self, BufRead, Read, Write};

use super::{Asker, List, Prompt, in_words};
use crate::answers::Answer;
use crate::kb::{ChoiceSet, Takes};
use crate::text::unhyphenated;

/// Asks by numbered lines, and never moves the cursor.
#[derive(Debug)]
pub struct Plain<R, W> {
    input: R,
    output: W,
    width: usize,
}

/// The most bytes of a line that are read; no answer is nearly as long.
const LONGEST: u64 = 4096;
/// The mark that some programs write before a text.
const MARK: char = '\u{FEFF}';

const ENDED: &str = "the input ended before the last question, and no answer is kept; give the rest too, or put the \
                     answers in a file and use --answers FILE --unsure-rest";

impl<R: BufRead, W: Write> Plain<R, W> {
    /// Asks on `output`, wrapped to `width` columns, and reads replies from `input`.
    pub fn new(input: R, output: W, width: usize) -> Self {
        Self { input, output, width }
    }

    fn write(&mut self, text: &str, indent: &str) -> io::Result<()> {
        // Through a pipe nothing ends the line of the prompt mark, so that its two columns are left free.
        let options = unhyphenated(self.width.saturating_sub(2)).subsequent_indent(indent);
        for line in textwrap::wrap(text, options) {
            writeln!(self.output, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Reads lines until one is understood; says about every other one what is wrong with it.
    fn read<T>(&mut self, understand: impl Fn(&str) -> Result<T, String>) -> io::Result<T> {
        loop {
            write!(self.output, "> ")?;
            self.output.flush()?;
            let mut line = Vec::new();
            if self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
                writeln!(self.output)?;
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, ENDED));
            }
            // What is not text becomes a character that no answer has, and is refused as such.
            if !line.ends_with(b"\n") && line.len() as u64 == LONGEST {
                self.input.skip_until(b'\n')?;
                line = vec![0xFF];
            }
            let line = String::from_utf8_lossy(&line).trim_start_matches(MARK).trim().to_lowercase();
            match understand(&line) {
                _ if line == "x" => return Err(io::ErrorKind::Interrupted.into()),
                Ok(understood) => return Ok(understood),
                Err(remark) => self.write(&remark, "")?,
            }
        }
    }
}

impl<R: BufRead, W: Write> Asker for Plain<R, W> {
    fn ask(&mut self, prompt: &Prompt<'_>) -> io::Result<Option<Answer>> {
        let question = prompt.question;
        writeln!(self.output)?;
        self.write(&prompt.heading, "")?;
        self.write(&question.ask, "")?;
        self.write(&question.help, "")?;
        for (number, choice) in (1..).zip(prompt.choices()) {
            self.write(&format!("{number}. {choice}"), "   ")?;
        }
        let how = match question.takes {
            Takes::One => "Type a number.",
            Takes::Many => "Type one or more numbers, as in \"1, 2 and 4\".",
        };
        self.write(&format!("{how} Or u: not sure, b: back, ?: why, x: leave."), "")?;
        if prompt.current.is_some() {
            self.write(&format!("Empty line: keep \"{}\".", in_words(question, prompt.current)), "")?;
        }
        let answer = self.read(|line| understand(prompt, line))?;
        if answer == Some(Answer::Unsure) {
            self.say(&format!("Not sure: {}.", question.unsure_means))?;
        }
        Ok(answer)
    }

    fn choose(&mut self, list: &List<'_>) -> io::Result<Option<usize>> {
        let List { heading, lines, leave, at } = *list;
        writeln!(self.output)?;
        self.write(heading, "")?;
        for (number, line) in lines.iter().enumerate() {
            self.write(&format!("{number}. {line}"), "   ")?;
        }
        let (letter, last) = (&leave[..1], lines.len() - 1);
        self.write(&format!("Type a number from 0 to {last}. Or {letter}: {leave}, x: leave."), "")?;
        self.write(&format!("Empty line: \"{}\".", lines[at]), "")?;
        self.read(|line| match line.parse::<usize>() {
            Ok(number) if number <= last => Ok(Some(number)),
            _ if line.is_empty() => Ok(Some(at)),
            _ if line == letter || line == leave => Ok(None),
            _ => Err(format!("Please type a number from 0 to {last}, or {letter}.")),
        })
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.write(text, "")
    }

    fn warn(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output)?;
        self.write(text, "")
    }
}

/// The reply that a line gives, or what to say about it before the next one is read.
fn understand(prompt: &Prompt<'_>, line: &str) -> Result<Option<Answer>, String> {
    let question = prompt.question;
    let count = question.choices.len();
    let not_understood = || format!("Please type a number from 1 to {count}, or u, b or ?.");
    match line {
        "" if prompt.current.is_some() => return Ok(prompt.current),
        "u" | "unsure" => return Ok(Some(Answer::Unsure)),
        "b" | "back" => return Ok(None),
        "?" | "why" => return Err(prompt.why.join("\n")),
        _ => {}
    }
    let mut chosen = ChoiceSet::default();
    for word in line.split([' ', ',']).filter(|word| !["", "and"].contains(word)) {
        let choice = match word.parse::<usize>() {
            Ok(number) if (1..=count).contains(&number) => Some(ChoiceSet::only(number - 1)),
            _ => question.find(word),
        };
        chosen = chosen.union(choice.ok_or_else(not_understood)?);
    }
    match question.takes {
        _ if question.accepts(chosen) => Ok(Some(Answer::Chosen(chosen))),
        _ if chosen.is_empty() => Err(not_understood()),
        Takes::One => Err("Please choose one only.".to_owned()),
        Takes::Many => {
            Err(format!("\"{}\" can only be chosen alone.", question.labels(question.alone()).join("\" or \"")))
        }
    }
}
