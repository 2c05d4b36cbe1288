package dev.scorebus.score.model;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// The catalogue as it was known last, on disk, so that an instance that starts while Kafka is away can score.
final class CatalogueFile {
    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogueFile.class);
    private static final TypeReference<List<RegistryRecord>> RECORDS = new TypeReference<>() {};

    private final Path file;

    CatalogueFile(Path folder) {
        this.file = folder.resolve("registry.json");
    }

    /// What was known last; nothing when there is no file or it cannot be read.
    Optional<Catalogue> read() {
        try {
            List<RegistryRecord> records =
                    WireJson.mapper().readValue(Files.readAllBytes(file), RECORDS);
            return Optional.of(Catalogue.of(records));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            LOGGER.atWarn()
                    .addKeyValue("path", file)
                    .addKeyValue("error", e)
                    .log(
                            "what was known of the registry cannot be read; it is read from Kafka again");
            return Optional.empty();
        }
    }

    /// Replaces what was known; a reader sees the old or the new, never a part.
    void write(Catalogue catalogue) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "registry", ".new");
            List<RegistryRecord> records = List.copyOf(catalogue.records().values());
            Files.write(fresh, WireJson.mapper().writerFor(RECORDS).writeValueAsBytes(records));
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("path", file)
                    .addKeyValue("error", e)
                    .log(
                            "what is known of the registry cannot be kept; scoring goes on, a start without Kafka would know the state before");
        }
    }
}
