//! The query of a pay page's address, in which the merchant's own address stands without being encoded.

use std::borrow::Cow;

use signing_core::form;

const REDIRECT: &str = "redirect_url=";

/// The fields of the query.
pub(crate) struct PageQuery<'a> {
    fields: Vec<&'a str>,
    /// What follows a merchant's address that is not the one that was asked for: fields of the query, or of that address.
    behind: Vec<&'a str>,
    /// Whether the merchant's address was found as it was asked for.
    redirects: bool,
}

impl<'a> PageQuery<'a> {
    /// Of this URL, if it has a query. Where the merchant's address ends can be told only if it is known.
    pub(crate) fn of(url: &'a str, redirect_url: Option<&str>) -> Option<PageQuery<'a>> {
        let (_, query) = url.split_once('?')?;
        if let Some((before, behind)) = redirect_url.and_then(|known| around(query, known)) {
            return Some(PageQuery {
                fields: fields(before).chain(fields(behind)).collect(),
                behind: Vec::new(),
                redirects: true,
            });
        }
        let query = query.split('#').next().unwrap_or_default();
        let (before, behind) = query.split_once("&redirect_url=").unwrap_or((query, ""));
        Some(PageQuery {
            fields: fields(before).collect(),
            behind: fields(behind).collect(),
            redirects: false,
        })
    }

    /// The value of that name, decoded. `None` if it is there twice: which of two counts is for the page to choose, so neither does.
    pub(crate) fn value(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut found = values(&self.fields, name);
        match (found.next(), found.next()) {
            (None, _) => values(&self.behind, name).next().flatten(),
            (Some(value), None) => value,
            (Some(_), Some(_)) => None,
        }
    }

    /// Whether another address stands beside the merchant's.
    pub(crate) fn redirects_twice(&self) -> bool {
        self.redirects && values(&self.fields, "redirect_url").next().is_some()
    }
}

/// What stands before and behind the merchant's address in the query, if that is there as it was asked for, raw or encoded, and ends there.
fn around<'a>(query: &'a str, known: &str) -> Option<(&'a str, &'a str)> {
    let at = if query.starts_with(REDIRECT) {
        0
    } else {
        query.find("&redirect_url=")? + 1
    };
    let (before, rest) = (&query[..at], &query[at + REDIRECT.len()..]);
    let ends = |rest: &&str| rest.is_empty() || rest.starts_with(['&', '#']);
    let raw = rest.strip_prefix(known).filter(ends);
    let behind = raw.or_else(|| {
        let end = rest.find(['&', '#']).unwrap_or(rest.len());
        (decoded(&rest[..end])? == known).then(|| &rest[end..])
    })?;
    // What a browser keeps to itself is no field.
    Some((before, behind.split('#').next().unwrap_or_default()))
}

fn fields(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|field| !field.is_empty())
}

/// The values under that name, `None` for one that cannot be read.
fn values<'a>(fields: &[&'a str], name: &str) -> impl Iterator<Item = Option<Cow<'a, str>>> {
    fields.iter().filter_map(move |field| {
        let (known, value) = field.split_once('=').unwrap_or((field, ""));
        (decoded(known)? == name).then(|| decoded(value))
    })
}

/// A name or value of a query as it is meant.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['%', '+']) {
        return Some(text.into());
    }
    let fields = form::decode(format!("v={text}").as_bytes()).ok()?;
    fields.into_iter().next().map(|(_, value)| value.into())
}
