package dev.scorebus.bridge;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clears away what runners left that were killed: their runs' folders, and the processes that still carry the mark of one.
final class RunSweep {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunSweep.class);
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private RunSweep() {}

    /// Once in the life of a runner, beside its first start.
    ///
    /// @param own a folder that this runner made
    static void begin(Path own) {
        if (BEGUN.compareAndSet(false, true)) {
            Thread _ = Thread.ofVirtual().name("bridge-sweep").start(() -> sweep(own));
        }
    }

    private static void sweep(Path own) {
        try (DirectoryStream<Path> runs =
                Files.newDirectoryStream(own.resolveSibling(""), RunFolder.PREFIX + "*")) {
            UserPrincipal user = Files.getOwner(own);
            for (Path each : runs) {
                if (isLeft(each, user)) {
                    RunFolder left = new RunFolder(each, "");
                    RunProcesses.killMarked(left.tokenFile());
                    left.delete();
                    LOGGER.atInfo()
                            .addKeyValue("folder", each)
                            .log("cleared away what a runner left that was killed");
                }
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .log(
                            "what killed runners left could not be looked for; the next runner tries again");
        }
    }

    /// Whether a folder is one of this user's, and its runner is gone. One that does not say whose it is stays.
    private static boolean isLeft(Path folder, UserPrincipal user) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)) {
            return false;
        }
        @Nullable RunOwner owner = RunOwner.of(folder);
        return owner != null && owner.isGone();
    }
}
