//! Adult: which of 48 842 Americans earned more than 50 000 dollars a year.

use super::data_file;
use crate::data::{DataError, Mixed, Table};

/// The two parts of [`adult`].
#[derive(Clone, Debug)]
pub struct Adult {
    /// 32 561 rows.
    pub train: Mixed,
    /// 16 281 rows.
    pub test: Mixed,
}

/// The columns of the files, in their order.
const COLUMNS: [&str; 15] = [
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education-num",
    "marital-status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "capital-gain",
    "capital-loss",
    "hours-per-week",
    "native-country",
    "income",
];

/// Those that hold words.
const WORDS: [&str; 8] = [
    "workclass",
    "education",
    "marital-status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "native-country",
];

/// Adult (Becker and Kohavi, 1996): what the census of 1994 knew of Americans, and whether they earned more than
/// 50 000 dollars a year (label 1).
///
/// `fnlwgt` says how many people a row stands for, as the census estimated. A word that is not known is `?`. Units:
/// years, dollars, hours a week; `education-num` numbers the schools from preschool to doctorate.
///
/// ```
/// let adult = neural::data::adult()?;
/// assert_eq!((adult.train.x.dim(), adult.test.x.dim()), ((32_561, 6), (16_281, 6)));
/// assert_eq!(adult.train.labels.iter().sum::<usize>(), 7841);
/// # Ok::<(), neural::data::DataError>(())
/// ```
///
/// # Errors
/// If one of the two files cannot be used.
pub fn adult() -> Result<Adult, DataError> {
    // Above the test rows stands a comment, and their labels end in a full stop.
    Ok(Adult {
        train: part("adult_train.csv.gz", 1, ["<=50K", ">50K"])?,
        test: part("adult_test.csv.gz", 2, ["<=50K.", ">50K."])?,
    })
}

fn part(name: &str, first_row: usize, codes: [&str; 2]) -> Result<Mixed, DataError> {
    let table = Table::read_headless(data_file(name), first_row, &COLUMNS)?;
    let quantities: Vec<&str> = COLUMNS[..14].iter().copied().filter(|name| !WORDS.contains(name)).collect();
    Ok(Mixed {
        x: table.numbers(&quantities)?,
        words: WORDS.iter().map(|name| table.words(name)).collect::<Result<_, _>>()?,
        labels: table.labels("income", &codes)?,
        quantities: quantities.into_iter().map(String::from).collect(),
        categories: WORDS.map(String::from).to_vec(),
        classes: ["<=50K", ">50K"].map(String::from).to_vec(),
    })
}
