package dev.scorebus.score.installed;

import dev.scorebus.action.NearestName;
import dev.scorebus.bridge.Hello;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.OpenModel;
import dev.scorebus.score.model.Serving;
import dev.scorebus.score.model.UnusableModelException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processes of one use of a program: by one action, for one command.
final class ProgramSlot {
    /// How many processes there are at most, for as many calls at once.
    private static final int PROCESSES = Runtime.getRuntime().availableProcessors();

    private static final Logger LOGGER = LoggerFactory.getLogger(ProgramSlot.class);

    private final String program;
    private final String command;
    private final ProgramWords words;
    private @Nullable OpenModel open;
    private @Nullable String tried;
    private boolean closed;

    /// @param words where what its processes say goes
    ProgramSlot(String program, String command, ProgramWords words) {
        this.program = program;
        this.command = command;
        this.words = words;
    }

    /// The program in this version, started when it does not run yet. One that cannot be started leaves the version before it in
    /// place, and is not tried again until its files change; when there is none before it, each call tries again.
    ///
    /// @param launch makes a process that is not started yet
    synchronized Serving serving(String version, Function<ProgramWords, ProgramCalls> launch) {
        if (closed) {
            return new Serving.NotReady("program '%s' was closed just now".formatted(program));
        }
        OpenModel present = open;
        if (present != null && version.equals(tried)) {
            return ready(present);
        }
        tried = version;
        try {
            OpenModel fresh = start(version, launch);
            open = fresh;
            if (present != null) {
                present.leave();
            }
            return ready(fresh);
        } catch (UnusableModelException e) {
            String why = "program '%s': %s".formatted(program, e.getMessage());
            if (present == null) {
                return new Serving.NotReady(why);
            }
            LOGGER.atWarn()
                    .addKeyValue("program", program)
                    .addKeyValue("version", version)
                    .addKeyValue("error", why)
                    .log("a new version of a program cannot be started; the old one goes on");
            return ready(present);
        }
    }

    private Serving ready(OpenModel model) {
        Optional<Lease> lease = model.lease();
        return lease.<Serving>map(Serving.Ready::new)
                .orElseGet(
                        () ->
                                new Serving.NotReady(
                                        "program '%s' was closed just now".formatted(program)));
    }

    private OpenModel start(String version, Function<ProgramWords, ProgramCalls> launch)
            throws UnusableModelException {
        ProgramCalls first = launch.apply(words);
        boolean good = false;
        try {
            requireCommand(first.ready());
            good = true;
        } catch (ProgramStartException e) {
            throw new UnusableModelException(String.valueOf(e.getMessage()), e);
        } finally {
            if (!good) {
                first.close();
            }
        }
        LOGGER.atInfo()
                .addKeyValue("program", program)
                .addKeyValue("version", version)
                .log("program runs");
        return new OpenModel(
                new ModelRef(program, version),
                new BridgeProgram(first, command),
                () -> new BridgeProgram(launch.apply(words), command),
                PROCESSES);
    }

    private void requireCommand(Hello hello) throws UnusableModelException {
        if (!hello.commands().contains(command)) {
            throw new UnusableModelException(
                    "it has no command '%s'%s; it has: %s"
                            .formatted(
                                    command,
                                    NearestName.hint(command, hello.commands()),
                                    String.join(", ", hello.commands())),
                    null);
        }
    }

    /// Ends the processes, each after the call that it is in.
    synchronized void close() {
        closed = true;
        OpenModel present = open;
        open = null;
        if (present != null) {
            present.leave();
        }
    }
}
