//! The promises of the model, tested through its public interface.

mod decide;
