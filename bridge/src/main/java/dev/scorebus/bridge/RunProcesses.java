package dev.scorebus.bridge;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All processes of one run: the program's group, its descendants, and (Linux) whatever carries the mark of the run in its
/// environment, wherever it fled.
final class RunProcesses {
    /// The variable whose value no other run has.
    static final String MARK = "SCOREBUS_BRIDGE_TOKEN_FILE";

    private static final Logger LOGGER = LoggerFactory.getLogger(RunProcesses.class);
    private static final Path PROC = Path.of("/proc");
    private static final int MOST_ROUNDS = 100;
    private static final long KILL_SECONDS = 5;
    private static final long ROUND_MILLIS = 20;

    private final Process leader;
    private final Path tokenFile;

    RunProcesses(Process leader, Path tokenFile) {
        this.leader = leader;
        this.tokenFile = tokenFile;
    }

    /// Ends them all, at once and without asking. Repeated until none is found, because a process may start another one while
    /// it is looked for.
    void kill() {
        List<ProcessHandle> descendants = leader.descendants().toList();
        // A process number is used again only when its process and its group are gone: the leader
        // still lives.
        if (Isolation.OWN_GROUP && leader.isAlive()) {
            killGroup();
        }
        // By its handle: the process itself would close the pipe with what nobody has read yet.
        leader.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        killMarked(tokenFile);
    }

    /// Ends all that carry the mark of a run.
    static void killMarked(Path tokenFile) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> marked = marked(tokenFile);
            if (marked.isEmpty()) {
                return;
            }
            marked.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(marked.getFirst());
        }
        LOGGER.atWarn()
                .addKeyValue("run", tokenFile.getParent())
                .log("a program's processes start new ones faster than they can be ended");
    }

    private static void awaitEnd(ProcessHandle killed) {
        try {
            killed.onExit().get(ROUND_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // The next round finds it again.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void killGroup() {
        try {
            Process kill =
                    new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + leader.pid())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .addKeyValue("pid", leader.pid())
                    .log(
                            "a process group could not be ended as one; its processes are ended singly");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Those that live and carry the mark; a zombie has no environment any more.
    private static List<ProcessHandle> marked(Path tokenFile) {
        byte[] mark = (MARK + "=" + tokenFile).getBytes(StandardCharsets.UTF_8);
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : processes) {
                long pid = Long.parseLong(each.getFileName().toString());
                // The handle is taken first: it ends the process that was looked at, and no later
                // one with its number.
                ProcessHandle.of(pid).filter(_ -> carriesMark(each, mark)).ifPresent(found::add);
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .setCause(e)
                    .log(
                            "the processes of the system cannot be listed; those that left their group may remain");
        }
        return found;
    }

    private static boolean carriesMark(Path process, byte[] mark) {
        byte[] environment;
        // A channel would give up in a thread that is interrupted.
        try (InputStream in = new FileInputStream(process.resolve("environ").toFile())) {
            environment = in.readAllBytes();
        } catch (IOException _) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= environment.length; i++) {
            if (i == environment.length || environment[i] == 0) {
                if (Arrays.equals(environment, start, i, mark, 0, mark.length)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }
}
