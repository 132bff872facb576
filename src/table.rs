//! Tables of data: tab-separated, with a header line, `|` between the values of a cell, `#` before comments.

use crate::assets::{AssetError, Assets};

/// A table file, read whole; its rows borrow from it.
#[derive(Debug, Clone)]
pub struct Table {
    path: String,
    columns: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// What is wrong with a table, where, and what would mend it.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// A column that the program reads is not in the header.
    #[error("{path}:1: no column `{column}`; the header has: {header}")]
    Column {
        /// The table.
        path: String,
        /// The column looked for.
        column: String,
        /// The columns there are.
        header: String,
    },
    /// A row has another number of cells than the header.
    #[error("{path}:{line}: {found} cells where the header has {expected}; cells are separated by one tab, empty ones included")]
    Cells {
        /// The table.
        path: String,
        /// Line number, from 1.
        line: usize,
        /// Cells in the header.
        expected: usize,
        /// Cells in the row.
        found: usize,
    },
    /// A cell has a value that means nothing.
    #[error("{path}:{line}: `{value}` is no {expected}")]
    Value {
        /// The table.
        path: String,
        /// Line number, from 1.
        line: usize,
        /// What stands there.
        value: String,
        /// What should stand there.
        expected: String,
    },
}

/// A row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    table: &'t Table,
    /// Line number in the file, from 1.
    pub line: usize,
    cells: &'t [String],
}

impl Table {
    /// Reads the table at `path` of the assets and checks that it has the `columns`; a missing trailing cell counts as empty.
    ///
    /// # Errors
    /// When the file is missing, a column is, or a row has too many cells.
    pub fn read(assets: &Assets, path: &str, columns: &[&str]) -> Result<Self, TableError> {
        Self::parse(path, &assets.text(path)?, columns)
    }

    /// As [`Table::read`], where a missing file is an empty table.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn read_optional(assets: &Assets, path: &str, columns: &[&str]) -> Result<Self, TableError> {
        match Self::read(assets, path, columns) {
            Err(TableError::Asset(AssetError::Missing(_))) => {
                Ok(Self { path: path.to_owned(), columns: columns.iter().map(|&c| c.to_owned()).collect(), rows: Vec::new() })
            }
            other => other,
        }
    }

    /// Reads a table from its text; `path` is for messages.
    ///
    /// # Errors
    /// When a column is missing, or a row has too many cells.
    pub fn parse(path: &str, text: &str, columns: &[&str]) -> Result<Self, TableError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let header: Vec<String> = lines.next().map(|(_, line)| line.split('\t').map(|c| c.trim().to_owned()).collect()).unwrap_or_default();
        for &column in columns {
            if !header.iter().any(|c| c == column) {
                return Err(TableError::Column { path: path.to_owned(), column: column.to_owned(), header: header.join(", ") });
            }
        }
        let mut rows = Vec::new();
        for (index, line) in lines {
            let mut cells: Vec<String> = line.split('\t').map(|c| c.trim().to_owned()).collect();
            while cells.len() > header.len() && cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            if cells.len() > header.len() {
                return Err(TableError::Cells { path: path.to_owned(), line: index + 1, expected: header.len(), found: cells.len() });
            }
            cells.resize(header.len(), String::new());
            rows.push((index + 1, cells));
        }
        Ok(Self { path: path.to_owned(), columns: header, rows })
    }

    /// The rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'t> Row<'t> {
    /// The cell under `column`, empty where the table has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> &'t str {
        self.table.columns.iter().position(|c| c == column).map_or("", |index| self.cells[index].as_str())
    }

    /// The values of the cell under `column`, without empty ones.
    pub fn values(&self, column: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        self.get(column).split('|').map(str::trim).filter(|value| !value.is_empty())
    }

    /// The error that `value` in this row is no `expected`.
    #[must_use]
    pub fn error(&self, value: &str, expected: &str) -> TableError {
        TableError::Value { path: self.table.path.clone(), line: self.line, value: value.to_owned(), expected: expected.to_owned() }
    }
}
