//! Finding an item by the name that a page gives it.

use super::{Item, SourceFile, Sources};
use crate::problem::did_you_mean;
use crate::record::Finding;

impl Sources {
    /// The items called `name`: one, or several that belong together (variants under `#[cfg]`, all inherent impl
    /// blocks of a type, all calls of a macro).
    ///
    /// # Errors
    /// When nothing has that name, or several things that do not belong together.
    pub fn find(&self, name: &str) -> Result<Vec<(&SourceFile, &Item)>, Finding> {
        let wanted = normal(name);
        let all = || self.files.iter().flat_map(|file| file.items.iter().map(move |item| (file, item)));
        let mut found: Vec<_> = all().filter(|(_, item)| item.path == wanted).collect();
        if found.is_empty() {
            found = all().filter(|(_, item)| item.aliases.contains(&wanted)).collect();
        }
        if found.is_empty() {
            found = all().filter(|(_, item)| self.is_method_elsewhere(item, &wanted)).collect();
        }
        match found.as_slice() {
            [] => {
                let message = format!("there is no item `{name}`");
                Err((message, did_you_mean(&wanted, all().map(|(_, item)| item.path.as_str()))))
            }
            [_] => Ok(found),
            several if several.iter().all(|(_, item)| item.shares_name) => Ok(found),
            several => {
                let places = several
                    .iter()
                    .map(|(file, item)| format!("`{}` ({}:{})", item.path, file.name, item.lines.start()));
                let places = places.collect::<Vec<_>>().join(", ");
                Err((format!("`{name}` means more than one item: {places}"), "name one of these".to_string()))
            }
        }
    }

    /// Whether `wanted` names a method by the module of its type, when its impl stands in another module.
    fn is_method_elsewhere(&self, item: &Item, wanted: &str) -> bool {
        let Some((type_path, method)) = wanted.rsplit_once("::") else { return false };
        let Some((_, type_name)) = type_path.rsplit_once("::") else { return false };
        let defined = self.files.iter().any(|file| file.items.iter().any(|item| item.path == type_path));
        let tail = format!("::{type_name}::{method}");
        defined && item.owner.is_some() && item.path.ends_with(&tail)
    }
}

/// One blank around `as`, none elsewhere.
fn normal(name: &str) -> String {
    let parts: Vec<String> = name.split(" as ").map(|part| part.split_whitespace().collect()).collect();
    parts.join(" as ")
}
