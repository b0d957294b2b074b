//! The book that is read while it is being computed and written: what changes is seen, done again, and shown.

use super::site::{Edition, Site};
use crate::builder::{self, Manuscript};
use crate::expected::Expected;
use crate::layout::Layout;
use crate::lock;
use crate::maths::Maths;
use crate::problem::Problems;
use crate::progress::{Progress, Shown};
use crate::record::{Records, Run};
use crate::runs::{self, Order, Step, Stop};
use anyhow::Result;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How the names of the folders begin from which a book is served.
pub(super) const FOLDER: &str = ".live-";

/// What the keeper of the book has to deal with.
pub(super) enum Event {
    /// Something that the book is made from was saved.
    Changed,
    /// The programs are a step further; with the number of the work that this belongs to.
    Step(u64, Step),
    /// All programs are done, or cannot be.
    Worked(u64, Result<()>),
    /// The reader has had enough.
    Quit,
}

/// Compiling and running the programs, in a thread of its own.
struct Work {
    number: u64,
    stamp: String,
    stop: Arc<Stop>,
    thread: JoinHandle<()>,
}

impl Work {
    fn end(self) {
        self.stop.stop();
        // A panic in there has been printed.
        let _ = self.thread.join();
    }
}

/// Keeps the book that `site` serves.
pub(super) struct Keeper {
    layout: Layout,
    seed: u64,
    limit: Duration,
    site: Arc<Site>,
    maths: Maths,
    records: Records,
    programs: Vec<String>,
    shown: Option<Shown>,
    work: Option<Work>,
    works: u64,
    events: Sender<Event>,
}

impl Keeper {
    pub(super) fn new(
        layout: &Layout,
        seed: u64,
        limit: Duration,
        site: Arc<Site>,
        events: Sender<Event>,
    ) -> Self {
        Self {
            layout: layout.clone(),
            seed,
            limit,
            site,
            maths: Maths::default(),
            records: Records::default(),
            programs: Vec::new(),
            shown: None,
            work: None,
            works: 0,
            events,
        }
    }

    /// Builds what can be read at once, begins to compute the rest, and calls `readable`. Then takes care of what
    /// happens, until the reader has had enough.
    pub(super) fn keep(mut self, events: &Receiver<Event>, readable: impl FnOnce()) {
        self.renew(events, Progress::for_output());
        readable();
        while let Ok(event) = events.recv() {
            match event {
                Event::Changed => self.renew(events, Progress::Lines),
                Event::Step(number, step) if self.is_current(number) => {
                    self.note(&step);
                    self.show(step);
                }
                Event::Worked(number, result) if self.is_current(number) => self.finished(result),
                Event::Step(..) | Event::Worked(..) => {}
                Event::Quit => break,
            }
        }
        if let Some(work) = self.work.take() {
            work.end();
        }
    }

    fn is_current(&self, number: u64) -> bool {
        self.work.as_ref().is_some_and(|work| work.number == number)
    }

    /// A new edition, from what the pages are now; and work, if the programs are no longer what they were.
    fn renew(&mut self, events: &Receiver<Event>, progress: Progress) {
        let began = Instant::now();
        match self.edition(events, progress) {
            Ok(()) if self.works > 1 => println!("Shown after {:.2} s.", began.elapsed().as_secs_f64()),
            Ok(()) => {}
            Err(error) => {
                eprintln!(
                    "{error:#}\nThe pages stay as they were; save the corrected file and it is tried again."
                );
                self.site.report(format!("{error:#}"));
            }
        }
    }

    fn edition(&mut self, events: &Receiver<Event>, progress: Progress) -> Result<()> {
        let mut manuscript = Manuscript::read(&self.layout, &self.maths)?;
        self.programs = runs::in_order(&self.layout, &manuscript.pages)?;
        let mut records = Records::waiting_for(&self.programs);
        for program in &self.programs {
            if let Some(done @ Run::Done(_)) = self.records.run(program) {
                records.set(program, done.clone());
            }
        }
        self.records = records;
        self.begin_work(progress)?;
        std::mem::take(&mut manuscript.problems).into_result()?;
        let fresh = tempfile::Builder::new().prefix(FOLDER).tempdir_in(&self.layout.work)?;
        let draft = manuscript.typeset(&self.layout, fresh)?;
        // What is known by now need not be waited for by a page.
        let mut later = Vec::new();
        while let Ok(event) = events.try_recv() {
            match event {
                Event::Step(number, step) if self.is_current(number) => self.note(&step),
                other => later.push(other),
            }
        }
        self.site.publish(Edition::live(draft, &self.records, &self.maths)?);
        self.tell();
        later.into_iter().try_for_each(|event| self.events.send(event))?;
        Ok(())
    }

    /// Compiles and runs the programs, unless that is being done already for the same sources.
    fn begin_work(&mut self, progress: Progress) -> Result<()> {
        let stamp = runs::stamp(&self.layout, self.seed)?;
        if self.work.as_ref().is_some_and(|work| work.stamp == stamp) {
            return Ok(());
        }
        if let Some(work) = self.work.take() {
            work.end();
        }
        self.works += 1;
        self.shown = Some(progress.begin(&self.programs, Expected::load(&self.layout)));
        let (number, stop, events) = (self.works, Arc::new(Stop::default()), self.events.clone());
        let (layout, programs, seed) = (self.layout.clone(), self.programs.clone(), self.seed);
        let (limit, stopped) = (self.limit, Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let order = Order { layout: &layout, programs: &programs, seed, limit, stop: &stopped };
            let waiting = || println!("Another build of the book is at work; this one waits for it.");
            let done = lock::building(&layout, waiting).and_then(|_lock| {
                // Nobody listens any more when the reader has had enough.
                runs::work(&order, &|step| drop(events.send(Event::Step(number, step))))
            });
            drop(events.send(Event::Worked(number, done)));
        });
        self.work = Some(Work { number, stamp, stop, thread });
        Ok(())
    }

    /// Takes note of a step; nothing is shown on a page yet.
    fn note(&mut self, step: &Step) {
        if let Some(shown) = &mut self.shown {
            shown.hear(step);
        }
        if let Step::Ended(program, run, _) = step {
            // What was recorded before stays on the pages when its program can no longer be run.
            let stays =
                matches!(run, Run::Failed(_)) && matches!(self.records.run(program), Some(Run::Done(_)));
            match stays {
                true => self.site.report(reason(run)),
                false => self.records.set(program, run.clone()),
            }
        }
    }

    /// Shows on the pages what a step has brought.
    fn show(&mut self, step: Step) {
        if let (Step::Ended(program, ..), Some(edition)) = (&step, self.site.edition())
            && let Some(draft) = edition.draft()
        {
            let filler = draft.filler(&self.records, &self.maths);
            let filled = edition.refill(filler, |hole| hole.kind.programs().contains(&program.as_str()));
            match filled {
                Ok(()) => self.site.change(|state| state.filled += 1),
                Err(error) => self.site.report(format!("{error:#}")),
            }
        }
        self.tell();
    }

    /// Says how far the programs are.
    fn tell(&self) {
        let pace = self.shown.as_ref().map(|shown| &shown.pace);
        let line = pace.filter(|pace| !pace.is_complete()).map(|pace| pace.line());
        self.site.change(|state| state.progress = line);
    }

    /// All is computed: the checks decide.
    fn finished(&mut self, result: Result<()>) {
        let took = self.shown.take().map(|shown| shown.pace.line());
        self.site.change(|state| state.progress = None);
        match result.and_then(|()| self.check()) {
            Ok(()) => println!("The book is complete: {}.", took.unwrap_or_default()),
            Err(error) => {
                eprintln!("{error:#}\nThe rest of the book can be read.");
                self.site.report(format!("{error:#}"));
            }
        }
    }

    /// What `cargo run -- build` would say.
    fn check(&self) -> Result<()> {
        let Some(edition) = self.site.edition() else { return Ok(()) };
        let Some(draft) = edition.draft() else { return Ok(()) };
        edition.write_index()?;
        let mut problems: Problems = edition.problems();
        builder::unwritten(&self.records, draft.pages(), &mut problems);
        problems.into_result()?;
        draft.check()
    }
}

fn reason(run: &Run) -> String {
    match run {
        Run::Failed(reason) => reason.clone(),
        _ => String::new(),
    }
}
