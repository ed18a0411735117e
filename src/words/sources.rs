//! The list of sources that citations refer to.

use crate::advice::SourceView;
use crate::document::{Block, Item};

/// Every source, its address on a line of its own.
pub(crate) fn sources(views: &[SourceView]) -> Block {
    Block::Sources(views.iter().map(item).collect())
}

fn item(source: &SourceView) -> Item {
    let SourceView { title, publisher, date, url, kind, .. } = source;
    let end = if title.ends_with(['.', '?', '!']) { "" } else { "." };
    Item::of(format!("{title}{end} {publisher}, {date} ({}).", kind.word())).note(url)
}
