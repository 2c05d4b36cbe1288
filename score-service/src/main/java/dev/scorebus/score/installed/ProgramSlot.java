package dev.scorebus.score.installed;

import dev.scorebus.action.NearestName;
import dev.scorebus.bridge.Hello;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.OpenModel;
import dev.scorebus.score.model.Serving;
import dev.scorebus.score.model.UnusableModelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processes of one use of a program: by one action, for one command.
final class ProgramSlot {
    /// How many processes there are at most, for as many calls at once; one that takes more calls than that is the only one.
    private static final int PROCESSES = Runtime.getRuntime().availableProcessors();

    private static final Logger LOGGER = LoggerFactory.getLogger(ProgramSlot.class);

    private final String program;
    private final String command;
    private final ProgramWords words;
    private final @Nullable ModelFolder model;
    private final String user;
    private final Canaries canaries;
    private final PureAnswers answers;
    private @Nullable OpenModel open;
    private @Nullable String tried;
    private boolean closed;

    /// @param use who uses it, and for what
    /// @param words where what its processes say goes
    /// @param canaries what came of canaries
    /// @param answers what pure commands answered
    ProgramSlot(
            Use use,
            ProgramWords words,
            @Nullable ModelFolder model,
            Canaries canaries,
            PureAnswers answers) {
        this.program = use.program();
        this.command = use.command();
        this.user = use.user();
        this.words = words;
        this.model = model;
        this.canaries = canaries;
        this.answers = answers;
    }

    /// Who uses a program, and for what.
    record Use(String user, String program, String command) {}

    /// The program in this version, started when it does not run yet. While one version serves, the next is started beside it, and
    /// takes over once it can be called and its canary was right; one that cannot leaves the version before it in place, and is not
    /// tried again until its files change. When there is none before it, each call tries again, and waits.
    synchronized Serving serving(Release release) {
        if (closed) {
            return new Serving.NotReady("program '%s' was closed just now".formatted(program));
        }
        OpenModel present = open;
        if (present != null) {
            if (!release.version().equals(tried)) {
                tried = release.version();
                Thread _ =
                        Thread.ofVirtual()
                                .name("program-next-" + program)
                                .start(() -> startBeside(release));
            }
            return ready(present);
        }
        tried = release.version();
        try {
            OpenModel fresh = start(release);
            open = fresh;
            return ready(fresh);
        } catch (UnusableModelException e) {
            return new Serving.NotReady("program '%s': %s".formatted(program, e.getMessage()));
        }
    }

    private void startBeside(Release release) {
        try {
            takeOver(release.version(), start(release));
        } catch (UnusableModelException e) {
            LOGGER.atWarn()
                    .addKeyValue("program", program)
                    .addKeyValue("version", release.version())
                    .addKeyValue("error", e.getMessage())
                    .log("a new version of a program does not serve; the old one goes on");
        }
    }

    private synchronized void takeOver(String version, OpenModel fresh) {
        OpenModel present = open;
        if (closed || present == null || !version.equals(tried)) {
            fresh.leave();
            return;
        }
        open = fresh;
        present.leave();
    }

    private Serving ready(OpenModel model) {
        Optional<Lease> lease = model.lease();
        return lease.<Serving>map(Serving.Ready::new)
                .orElseGet(
                        () ->
                                new Serving.NotReady(
                                        "program '%s' was closed just now".formatted(program)));
    }

    private OpenModel start(Release release) throws UnusableModelException {
        ProgramCalls first = release.process(model, words);
        boolean good = false;
        Hello hello;
        PureAnswers.Memory memory;
        try {
            canaries.require(program, "", release.version(), () -> release.canaryFault(model));
            hello = first.ready();
            requireCommand(hello);
            memory = answers.memory(program, user, command, hello);
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
                .addKeyValue("version", release.version())
                .log("program runs");
        ProcessSeats seats =
                new ProcessSeats(first, hello.concurrency(), () -> release.process(model, words));
        return new OpenModel(
                new ModelRef(program, release.version()),
                new BridgeProgram(seats.take(), command, memory),
                () -> new BridgeProgram(seats.take(), command, memory),
                seats.most(PROCESSES));
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
