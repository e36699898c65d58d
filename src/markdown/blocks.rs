//! The leaf blocks of a page: what each is, its lines, and the quote or list item around it.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::options;
use crate::bitext::{Block, BlockKind, Blocks};
use crate::source::{Span, line_end, line_start};

/// The leaf blocks of `markdown` from `start` on, in order.
pub(crate) fn blocks(markdown: &str, start: usize) -> Blocks {
    let mut found = Reader {
        markdown,
        blocks: Vec::new(),
        containers: Vec::new(),
        items: 0,
        quotes: 0,
        open: None,
        head: Span::new(0, 0),
    };
    for (event, range) in Parser::new_ext(&markdown[start..], options()).into_offset_iter() {
        found.read(&event, Span::new(start + range.start, start + range.end));
    }
    found.close();
    Blocks::new(found.blocks)
}

struct Reader<'a> {
    markdown: &'a str,
    blocks: Vec<Block>,
    /// The block quotes, list items and footnotes that are open, the innermost last.
    containers: Vec<Span>,
    /// How many of them are list items.
    items: usize,
    /// How many of them are block quotes.
    quotes: usize,
    /// Text of a list item that has no paragraph of its own.
    open: Option<Span>,
    /// The head of the table that was last begun.
    head: Span,
}

impl Reader<'_> {
    fn read(&mut self, event: &Event<'_>, span: Span) {
        let kind = match event {
            Event::Start(Tag::Paragraph) if self.items > 0 => BlockKind::ListItem,
            Event::Start(Tag::Paragraph) => BlockKind::Paragraph,
            Event::Start(Tag::Heading { level, .. }) => BlockKind::Heading(*level as u8),
            Event::Start(Tag::CodeBlock(_)) => BlockKind::Code,
            Event::Start(Tag::HtmlBlock) => BlockKind::Html,
            Event::Start(Tag::TableHead) => {
                self.close();
                let head = self.lines(span);
                self.head = Span::new(head.start, line_end(self.markdown, head.end.min(self.markdown.len())));
                let content = Span::new(span.start, self.head.end);
                self.push(BlockKind::TableRow { head: self.head }, self.head, content);
                return;
            }
            Event::Start(Tag::TableRow) => BlockKind::TableRow { head: self.head },
            Event::Start(container @ (Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_))) => {
                self.close();
                self.containers.push(span);
                self.items += usize::from(matches!(container, Tag::Item));
                self.quotes += usize::from(matches!(container, Tag::BlockQuote(_)));
                return;
            }
            Event::End(container @ (TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition)) => {
                self.close();
                self.containers.pop();
                self.items -= usize::from(matches!(container, TagEnd::Item));
                self.quotes -= usize::from(matches!(container, TagEnd::BlockQuote(_)));
                return;
            }
            Event::Start(Tag::List(_) | Tag::Table(_)) | Event::Rule => {
                self.close();
                return;
            }
            // Inline content counts only where no block of its own holds it.
            _ => {
                let held = self.blocks.last().is_some_and(|block| span.start < block.lines.end && self.open.is_none());
                if self.items > 0 && !held && !matches!(event, Event::End(_)) {
                    let open = self.open.get_or_insert(span);
                    open.end = open.end.max(span.end);
                }
                return;
            }
        };
        self.close();
        self.push(kind, self.lines(span), span);
    }

    /// Ends the text of a list item.
    fn close(&mut self) {
        if let Some(span) = self.open.take() {
            self.push(BlockKind::ListItem, self.lines(span), span);
        }
    }

    fn push(&mut self, kind: BlockKind, lines: Span, content: Span) {
        // To Markdown a lone CR ends a line; here a line that holds one is one line, and so one block.
        match self.blocks.last_mut() {
            Some(last) if lines.start < last.lines.end => last.lines.end = last.lines.end.max(lines.end),
            _ => {
                let container = self.containers.last().copied();
                self.blocks.push(Block { kind, lines, content, container, quotes: self.quotes });
            }
        }
    }

    fn lines(&self, span: Span) -> Span {
        let end = if span.end > span.start && self.markdown.as_bytes()[span.end - 1] == b'\n' {
            span.end
        } else {
            line_end(self.markdown, span.end)
        };
        Span::new(line_start(self.markdown, span.start), end)
    }
}
