//! The texts on a screen of the quiz, laid out in rows.

use anstyle::{AnsiColor, Style};
use dialoguer::console::measure_text_width;
use textwrap::{Options, WordSplitter};

use crate::kb::{ChoiceSet, Question, Takes};
use crate::quiz::asker::Prompt;

/// A part of a screen: a text, how it looks, and how far it is indented.
pub(super) struct Part {
    pub(super) text: String,
    pub(super) style: Style,
    /// What its first row begins with; the rest is indented as far.
    pub(super) mark: String,
}

impl Part {
    pub(super) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, mark: String::new() }
    }

    pub(super) fn rows(&self, width: usize) -> Vec<String> {
        let style = self.style;
        let indent = " ".repeat(self.mark.chars().count());
        let options = unhyphenated(width).initial_indent(&self.mark).subsequent_indent(&indent);
        textwrap::wrap(&self.text, options).iter().map(|row| format!("{style}{row}{style:#}")).collect()
    }
}

/// A line in parts that fit, so that an address can be read whole.
pub(super) fn broken(line: &str, width: usize) -> Vec<String> {
    if measure_text_width(line) <= width {
        return vec![line.to_owned()];
    }
    let plain = anstream::adapter::strip_str(line).to_string();
    textwrap::wrap(&plain, unhyphenated(width)).into_iter().map(Into::into).collect()
}

/// Lines of this width, in which no address is split at its hyphens.
pub(super) fn unhyphenated<'a>(width: usize) -> Options<'a> {
    Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

/// The texts that put a question: which one it is, the question, its help, and why it is asked.
pub(super) fn above(prompt: &Prompt<'_>, is_explained: bool) -> Vec<Part> {
    let question = prompt.question;
    let mut above = vec![
        Part::new(prompt.heading(), AnsiColor::Cyan.on_default()),
        Part::new(&question.ask, Style::new().bold()),
        Part::new(&question.help, Style::new()),
    ];
    if is_explained {
        above.extend(prompt.why().into_iter().map(|text| Part::new(text, AnsiColor::Green.on_default())));
    }
    above.push(Part::new("", Style::new()));
    above
}

/// The lines of a question's menu.
pub(super) fn lines(question: &Question, marked: ChoiceSet) -> Vec<Part> {
    let choices = question.choices.iter().enumerate().map(|(position, choice)| {
        let mark = match question.takes {
            Takes::One => "",
            Takes::Many if marked.meets(ChoiceSet::only(position)) => "[x] ",
            Takes::Many => "[ ] ",
        };
        let help = choice.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
        Part { text: format!("{}{help}", choice.label), style: Style::new(), mark: format!("{}. {mark}", position + 1) }
    });
    let done = (question.takes == Takes::Many).then_some(("d. ", "Done"));
    let others = done.into_iter().chain([("u. ", "Not sure")]);
    let others = others.map(|(mark, text)| Part { text: text.into(), style: Style::new(), mark: mark.into() });
    choices.chain(others).collect()
}
