package dev.scorebus.score.installed;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.action.Action;
import dev.scorebus.action.NearestName;
import dev.scorebus.action.ProgramFolder;
import dev.scorebus.action.ProgramFolder.Content;
import dev.scorebus.action.ProgramManifest;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.installed.ProgramSlot.Use;
import dev.scorebus.score.model.Serving;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/// The programs in the folder of programs. Each action has processes of its own, so that what a program remembers between calls
/// is one action's. When the files of a program change, the new version is started beside the old one; once it can be called it
/// takes over, and the old one ends after its last call. A version that cannot be started changes nothing.
@Component
public final class InstalledPrograms implements AutoCloseable {
    private final @Nullable Path folder;
    private final @Nullable ModelFolder model;
    private final Map<String, String> environment;
    private final Duration lookEvery;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final Map<Use, ProgramSlot> slots = new ConcurrentHashMap<>();
    private final Map<String, Looked> looks = new ConcurrentHashMap<>();
    private final Canaries canaries;
    private final PureAnswers answers;

    /// What the last look at a folder saw.
    private record Looked(Instant at, String seen, Content content) {}

    @Autowired
    InstalledPrograms(ScoreProperties properties, InstantSource clock, MeterRegistry registry) {
        this(properties.programs(), null, clock, registry, Canaries.asked());
    }

    InstalledPrograms(
            ScoreProperties.Programs properties,
            InstantSource clock,
            MeterRegistry registry,
            Canaries canaries) {
        this(properties, null, clock, registry, canaries);
    }

    private InstalledPrograms(
            ScoreProperties.Programs properties,
            @Nullable ModelFolder model,
            InstantSource clock,
            MeterRegistry registry,
            Canaries canaries) {
        this.folder = properties.folder();
        this.model = model;
        this.environment = properties.environment();
        this.lookEvery = properties.look();
        this.clock = clock;
        this.registry = registry;
        this.canaries = canaries;
        this.answers = new PureAnswers(properties.cache(), registry);
    }

    /// The programs in a folder, without a service around them: no canary is asked, and no answer is remembered.
    ///
    /// @param model what each of them is given; absent where they bring their own
    /// @param environment what each of them gets besides what its `program.yaml` says
    public static InstalledPrograms in(
            Path folder,
            @Nullable ModelFolder model,
            Map<String, String> environment,
            InstantSource clock) {
        return new InstalledPrograms(
                new ScoreProperties.Programs(
                        folder, Duration.ofSeconds(2), environment, DataSize.ofBytes(0)),
                model,
                clock,
                new SimpleMeterRegistry(),
                Canaries.passed());
    }

    /// A program that can be run, as it is installed now.
    Optional<Release> installed(String program) {
        return switch (content(program)) {
            case Content.Unusable _ -> Optional.empty();
            case Content.Program found -> Optional.of(release(found));
        };
    }

    private Release release(Content.Program found) {
        return new Release(found.manifest(), found.folder(), found.version(), environment);
    }

    /// What came of the canaries of programs.
    Canaries canaries() {
        return canaries;
    }

    /// What pure commands answered.
    PureAnswers answers() {
        return answers;
    }

    /// What is installed.
    ///
    /// @param version sha-256 over its files; absent when it cannot be run
    /// @param problem why it cannot be run, or why this version does not serve
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Installed(
            String name,
            @Nullable String version,
            @Nullable String owner,
            @Nullable String problem) {}

    /// Everything that is installed, whether it can be run or not.
    public List<Installed> all() {
        return names().stream()
                .map(
                        name ->
                                switch (content(name)) {
                                    case Content.Unusable(String why) ->
                                            new Installed(name, null, null, why);
                                    case Content.Program(
                                                    ProgramManifest manifest,
                                                    Path _,
                                                    String version) ->
                                            new Installed(
                                                    name,
                                                    version,
                                                    manifest.owner(),
                                                    canaries.fault(name, version)
                                                            .map("its canary is wrong: "::concat)
                                                            .orElse(null));
                                })
                .toList();
    }

    /// The names of what is installed, whether it can be run or not.
    public List<String> names() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(
                            path ->
                                    Files.isDirectory(path)
                                            && !path.getFileName().toString().startsWith("."))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /// What an action asks for and this instance has not: a program that is not built in and not installed.
    public List<String> missing(Action action) {
        if (ReleaseLimits.BUILT_IN.contains(action.program())) {
            return List.of();
        }
        return switch (content(action.program())) {
            case Content.Unusable(String why) -> List.of("spec.program: " + why);
            case Content.Program _ -> List.of();
        };
    }

    /// A program that can be called; it is started when it does not run yet.
    ///
    /// @param user who calls it, such as the name of an action; each user has processes of its own
    public Serving serving(String user, String program, String command) {
        return switch (content(program)) {
            case Content.Unusable(String why) -> new Serving.NotReady(why);
            case Content.Program found ->
                    slots.computeIfAbsent(new Use(user, program, command), this::slot)
                            .serving(release(found));
        };
    }

    private ProgramSlot slot(Use use) {
        return new ProgramSlot(
                use,
                new ProgramWords(use.program(), use.user(), registry),
                model,
                canaries,
                answers);
    }

    /// Ends what runs for somebody, each process after the call that it is in.
    public void release(String user) {
        slots.keySet().stream()
                .filter(use -> use.user().equals(user))
                .toList()
                .forEach(
                        use -> {
                            ProgramSlot slot = slots.remove(use);
                            if (slot != null) {
                                slot.close();
                            }
                        });
    }

    private Content content(String program) {
        if (folder == null) {
            return new Content.Unusable(
                    "program '%s' is not built in, and scorebus.score.programs.folder names no folder of programs"
                            .formatted(program));
        }
        ProgramFolder place = new ProgramFolder(folder.resolve(program));
        if (!Files.isDirectory(place.path())) {
            return new Content.Unusable(
                    "program '%s' is not installed in %s%s"
                            .formatted(program, folder, NearestName.hint(program, names())));
        }
        return looks.compute(program, (_, last) -> looked(place, last)).content();
    }

    private Looked looked(ProgramFolder place, @Nullable Looked last) {
        Instant now = clock.instant();
        if (last != null && now.isBefore(last.at().plus(lookEvery))) {
            return last;
        }
        String seen = place.look();
        return new Looked(
                now,
                seen,
                last != null && last.seen().equals(seen) ? last.content() : place.read());
    }

    /// Ends all programs.
    @Override
    public void close() {
        slots.values().forEach(ProgramSlot::close);
    }
}
