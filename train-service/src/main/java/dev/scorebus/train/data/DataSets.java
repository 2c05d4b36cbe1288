package dev.scorebus.train.data;

import dev.scorebus.model.VersionChoice;
import dev.scorebus.train.TrainProperties;
import dev.scorebus.train.artefact.ArtefactStore;
import dev.scorebus.train.artefact.FolderArtefactStore;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.DataSetVersion.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// The data sets: takes them in, finds them, reads them.
@Service
public class DataSets implements RowSource {
    private final DataSetTable table;
    private final ArtefactStore store;
    private final AllowedRoots roots;
    private final RowReader reader;
    private final TrainProperties properties;
    private final InstantSource clock;

    DataSets(DataSetTable table, TrainProperties properties, InstantSource clock)
            throws IOException {
        this.table = table;
        this.store = new FolderArtefactStore(properties.home().resolve("data-sets"), clock);
        this.roots = new AllowedRoots(properties.allowedRoots());
        this.reader =
                new RowReader(
                        new ReadLimits(
                                properties.maxUnpacked().toBytes(), properties.maxUnpackRatio()));
        this.properties = properties;
        this.clock = clock;
    }

    /// Registers the bytes as a version of the data set; the same bytes are the same version.
    ///
    /// @throws ProblemException when they are too many, or cannot be read as rows
    DataSetVersion register(String name, InputStream bytes) throws IOException {
        if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw ProblemException.invalid(
                    "A data set's name has 1 to 63 lower-case letters, digits and dashes, and begins and ends with no dash; got '%s'"
                            .formatted(name));
        }
        try (ArtefactStore.Staged staged = store.stage(bytes, properties.maxUpload().toBytes())) {
            Format format = reader.sniff(staged.open());
            Profile profile = new Profile();
            try (InputStream again = staged.open()) {
                reader.read(again, format, profile);
            }
            profile.check(properties.maxBadShare());
            staged.keep();
            DataSetVersion version =
                    new DataSetVersion(
                            name,
                            staged.sha256(),
                            format,
                            staged.sizeBytes(),
                            profile.rows(),
                            profile.badRows(),
                            profile.badExamples(),
                            profile.columns(),
                            profile.timeRange(),
                            clock.instant());
            table.put(version);
            return version;
        }
    }

    /// Registers a copy of the file at this URI.
    ///
    /// @throws ProblemException when it is not a file under an allowed root
    DataSetVersion registerFrom(String name, String uri) throws IOException {
        Path file = roots.resolve(uri);
        try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return register(name, bytes);
        }
    }

    /// The newest version of each data set, by name.
    List<DataSetVersion> newestOfEach() {
        return table.newestOfEach();
    }

    /// The versions of a data set, newest first; none when it is not known.
    public List<DataSetVersion> versions(String name) {
        return table.ofName(name);
    }

    /// One version of a data set, named by all of it or by its beginning.
    ///
    /// @throws ProblemException when several begin so
    public Optional<DataSetVersion> find(String name, String named) {
        return switch (VersionChoice.of(named, table.beginning(name, named))) {
            case VersionChoice.One(String version) -> table.find(name, version);
            case VersionChoice.None() -> Optional.empty();
            case VersionChoice.Many many ->
                    throw new ProblemException(
                            new Problem.Conflict(
                                    many.problem(named, "data set '%s'".formatted(name)),
                                    Map.of()));
        };
    }

    @Override
    public void read(DataSetVersion version, RowVisitor visitor) throws IOException {
        ArtefactStore.Artefact bytes =
                store.find(version.version())
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                new Problem.NotFound(
                                                        "The bytes of data set '%s' (%s) are gone from the store; register the file again"
                                                                .formatted(
                                                                        version.name(),
                                                                        version.version()))));
        try (InputStream in = bytes.open()) {
            reader.read(in, version.format(), visitor);
        }
    }
}
