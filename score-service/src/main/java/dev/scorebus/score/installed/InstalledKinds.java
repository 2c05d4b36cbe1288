package dev.scorebus.score.installed;

import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.model.MoreKinds;
import dev.scorebus.score.model.ProgramKind;
import dev.scorebus.score.model.UnusableModelException;
import dev.scorebus.score.program.Program;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Installed programs as kinds of models: each process of one is given the folder that its training wrote.
@Component
final class InstalledKinds implements MoreKinds {
    private static final String COMMAND = "score";
    private static final String USER = "models";

    private final InstalledPrograms programs;
    private final ModelFolders folders;
    private final Map<String, String> environment;
    private final MeterRegistry registry;

    InstalledKinds(InstalledPrograms programs, ScoreProperties properties, MeterRegistry registry) {
        this.programs = programs;
        this.folders = new ModelFolders(properties.models().cache().resolve("folders"));
        this.environment = properties.programs().environment();
        this.registry = registry;
    }

    @Override
    public Optional<ProgramKind> kind(String program) {
        return programs.sources(program).map(sources -> new Kind(program, sources));
    }

    private final class Kind implements ProgramKind {
        private final String program;
        private final InstalledPrograms.Sources sources;

        Kind(String program, InstalledPrograms.Sources sources) {
            this.program = program;
            this.sources = sources;
        }

        @Override
        public String name() {
            return program;
        }

        @Override
        public int most() {
            return Runtime.getRuntime().availableProcessors();
        }

        @Override
        public Supplier<Program> open(ModelVersion version, byte[] artefact)
                throws UnusableModelException {
            Path folder = folders.unpacked(version.version(), artefact);
            ModelFolder model = new ModelFolder(version.name(), version.version(), folder);
            ProgramWords words = new ProgramWords(program, USER, registry);
            ProgramCalls first = launch(model, words);
            Deque<ProgramCalls> started = new ArrayDeque<>();
            started.add(first);
            try {
                first.ready();
            } catch (ProgramStartException e) {
                first.close();
                throw new UnusableModelException(
                        "program '%s': %s".formatted(program, e.getMessage()), e);
            }
            return () -> {
                synchronized (started) {
                    ProgramCalls ready = started.poll();
                    return new BridgeProgram(ready == null ? launch(model, words) : ready, COMMAND);
                }
            };
        }

        private ProgramCalls launch(ModelFolder model, ProgramWords words) {
            return ProgramLaunches.make(
                    sources.manifest(), sources.folder(), environment, model, words);
        }
    }
}
