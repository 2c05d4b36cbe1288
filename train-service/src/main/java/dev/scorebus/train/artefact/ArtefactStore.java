package dev.scorebus.train.artefact;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Keeps bytes under their sha-256. It promises:
/// 1. bytes that can be found are whole, and were on disk before they could be found;
/// 2. what is kept never changes;
/// 3. keeping the same bytes twice is the same as once.
public interface ArtefactStore {
    /// Takes bytes in, without keeping them yet.
    ///
    /// @param bytes read to its end, or to one byte past the limit
    /// @param limit how many bytes are taken at most
    /// @throws dev.scorebus.train.problem.ProblemException when there are more
    Staged stage(InputStream bytes, long limit) throws IOException;

    /// The bytes of this sha-256, if they are kept.
    Optional<Artefact> find(String sha256) throws IOException;

    /// Bytes that were taken in; gone when closed, unless kept before.
    interface Staged extends Closeable {
        /// What they are called.
        String sha256();

        /// How many they are.
        long sizeBytes();

        /// Reads them from the beginning.
        InputStream open() throws IOException;

        /// Keeps them.
        void keep() throws IOException;
    }

    /// Bytes that are kept.
    interface Artefact {
        /// How many they are.
        long sizeBytes();

        /// Reads them from the beginning.
        InputStream open() throws IOException;
    }
}
