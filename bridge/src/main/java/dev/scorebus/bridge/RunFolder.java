package dev.scorebus.bridge;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one run of a program has on the disk: a folder that only the runner's user may enter, with the socket, the token
/// and the program's working directory.
///
/// @param token what the token file holds
record RunFolder(Path folder, String token) {
    /// How the folders' names begin.
    static final String PREFIX = "scorebus-bridge-";

    private static final Logger LOGGER = LoggerFactory.getLogger(RunFolder.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;

    static RunFolder make() throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        RunFolder made =
                new RunFolder(
                        Files.createTempDirectory(
                                PREFIX,
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwx------"))),
                        HexFormat.of().formatHex(random));
        try {
            Files.writeString(ownerFile(made.folder), RunOwner.self().text());
            RunSweep.begin(made.folder);
            Files.createDirectory(made.work());
            Files.createFile(
                    made.tokenFile(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(made.tokenFile(), made.token);
            Files.setPosixFilePermissions(
                    made.tokenFile(), PosixFilePermissions.fromString("r--------"));
        } catch (IOException e) {
            made.delete();
            throw e;
        }
        return made;
    }

    /// Says whose folder it is.
    static Path ownerFile(Path folder) {
        return folder.resolve("owner");
    }

    Path work() {
        return folder.resolve("work");
    }

    Path socket() {
        return folder.resolve("bridge.sock");
    }

    Path tokenFile() {
        return folder.resolve("token");
    }

    /// The token is of no use once a program has shown it.
    void forgetToken() {
        try {
            Files.deleteIfExists(tokenFile());
        } catch (IOException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .addKeyValue("file", tokenFile())
                    .log(
                            "a token file could not be deleted; nobody listens for its token any more");
        }
    }

    /// Deletes the folder; links are deleted, not followed.
    void delete() {
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (IOException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .addKeyValue("folder", folder)
                    .log("a run's folder could not be deleted; it may be deleted by hand");
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
