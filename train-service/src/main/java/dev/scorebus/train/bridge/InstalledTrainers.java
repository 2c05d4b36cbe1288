package dev.scorebus.train.bridge;

import dev.scorebus.action.ProgramFolder;
import dev.scorebus.action.ProgramFolder.Content;
import dev.scorebus.action.ProgramManifest;
import dev.scorebus.train.TrainProperties;
import dev.scorebus.train.data.RowSource;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.program.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The programs in the folder of programs, as trainers.
@Component
public final class InstalledTrainers {
    private final TrainProperties.Programs properties;
    private final RowSource rows;

    InstalledTrainers(TrainProperties properties, RowSource rows) {
        this.properties = properties.programs();
        this.rows = rows;
    }

    /// The trainer of this name, when it is installed.
    ///
    /// @throws ProblemException when it is, and cannot be run, or cannot train
    public Optional<Trainer> find(String program) {
        Path folder = properties.folder();
        if (folder == null || !program.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            return Optional.empty();
        }
        Path own = folder.resolve(program);
        if (!Files.isDirectory(own)) {
            return Optional.empty();
        }
        return switch (new ProgramFolder(own).read()) {
            case Content.Unusable(String why) -> throw ProblemException.invalid(why);
            case Content.Program(ProgramManifest manifest, Path _, String _)
                    when manifest.protocol() != ProgramManifest.Protocol.BRIDGE ->
                    throw ProblemException.invalid(
                            "program '%s' speaks JSON lines, which has no command but score; only a program with protocol: bridge trains"
                                    .formatted(program));
            case Content.Program(ProgramManifest manifest, Path at, String version) ->
                    Optional.of(
                            new BridgeTrainer(
                                    manifest, at, version, properties.environment(), rows));
        };
    }
}
