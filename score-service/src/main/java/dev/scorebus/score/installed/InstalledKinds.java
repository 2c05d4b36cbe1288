package dev.scorebus.score.installed;

import dev.scorebus.bridge.Hello;
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
    private final MeterRegistry registry;

    InstalledKinds(InstalledPrograms programs, ScoreProperties properties, MeterRegistry registry) {
        this.programs = programs;
        this.folders = new ModelFolders(properties.models().cache().resolve("folders"));
        this.registry = registry;
    }

    @Override
    public Optional<ProgramKind> kind(String program) {
        return programs.installed(program).map(release -> new Kind(program, release));
    }

    private final class Kind implements ProgramKind {
        private final String program;
        private final Release release;

        Kind(String program, Release release) {
            this.program = program;
            this.release = release;
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
            ProgramCalls first = release.process(model, words);
            boolean good = false;
            Hello hello;
            PureAnswers.Memory memory;
            try {
                programs.canaries()
                        .require(
                                program,
                                version.version(),
                                release.version(),
                                () -> release.canaryFault(model));
                hello = first.ready();
                memory = programs.answers().memory(program, USER, COMMAND, hello);
                good = true;
            } catch (ProgramStartException e) {
                throw new UnusableModelException(
                        "program '%s': %s".formatted(program, e.getMessage()), e);
            } finally {
                if (!good) {
                    first.close();
                }
            }
            ProcessSeats seats =
                    new ProcessSeats(
                            first, hello.concurrency(), () -> release.process(model, words));
            return () -> new BridgeProgram(seats.take(), COMMAND, memory);
        }
    }
}
