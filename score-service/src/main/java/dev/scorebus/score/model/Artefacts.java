package dev.scorebus.score.model;

import dev.scorebus.access.Door;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.ScoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The artefacts of model versions: from a folder, else from train-service into the folder. Bytes that do not have the sha-256
/// they are named by are never handed out.
@Component
final class Artefacts {
    private static final Logger LOGGER = LoggerFactory.getLogger(Artefacts.class);

    private final Path folder;
    private final long folderSize;
    private final long largest;
    private final URI source;
    private final Door door;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    Artefacts(ScoreProperties properties, InstantSource clock, Door door) {
        this.folder = properties.models().cache().resolve("artefacts");
        this.folderSize = properties.models().cacheSize().toBytes();
        this.largest = properties.models().maxArtefact().toBytes();
        this.source = properties.artefacts();
        this.door = door;
        this.clock = clock;
    }

    /// The artefact of a version.
    ///
    /// @throws UnusableModelException when it is neither in the folder nor at train-service, or is not what it should be
    byte[] fetch(ModelVersion version) throws UnusableModelException {
        Optional<byte[]> kept = kept(version.version());
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] fetched = download(version);
        keep(version.version(), fetched);
        return fetched;
    }

    private Optional<byte[]> kept(String sha) throws UnusableModelException {
        Path file = folder.resolve(sha);
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (!sha256(bytes).equals(sha)) {
                LOGGER.atWarn()
                        .addKeyValue("modelVersion", sha)
                        .addKeyValue("path", file)
                        .log("kept artefact is damaged; it is fetched again");
                Files.delete(file);
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnusableModelException(
                    "the artefact in %s cannot be read: %s".formatted(file, e), e);
        }
    }

    private byte[] download(ModelVersion version) throws UnusableModelException {
        URI uri = URI.create(trimmed(source) + "/api/artefacts/" + version.version());
        long limit = Math.min(largest, version.sizeBytes());
        if (version.sizeBytes() > largest) {
            throw new UnusableModelException(
                    "the artefact has %d bytes, more than the %d of scorebus.score.models.max-artefact"
                            .formatted(version.sizeBytes(), largest),
                    null);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
        door.authorization().ifPresent(shown -> request.header("Authorization", shown));
        try {
            HttpResponse<InputStream> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new UnusableModelException(
                            "%s answered %d".formatted(uri, response.statusCode()), null);
                }
                byte[] bytes = body.readNBytes((int) limit + 1);
                String sha = sha256(bytes);
                if (!sha.equals(version.version())) {
                    throw new UnusableModelException(
                            "%s sent bytes of another sha-256".formatted(uri), null);
                }
                return bytes;
            }
        } catch (IOException e) {
            throw new UnusableModelException("%s cannot be reached: %s".formatted(uri, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableModelException("interrupted", e);
        }
    }

    private static String trimmed(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private void keep(String sha, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, sha, ".part");
            Files.write(fresh, bytes);
            Files.move(
                    fresh,
                    folder.resolve(sha),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            makeRoom(sha);
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("modelVersion", sha)
                    .addKeyValue("error", e)
                    .log(
                            "artefact cannot be kept on disk; it is used now and fetched again after a restart");
        }
    }

    private void makeRoom(String newest) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> oldestFirst =
                    files.filter(file -> !file.endsWith(newest))
                            .sorted(Comparator.comparing(Artefacts::usedAt))
                            .toList();
            long size = Files.size(folder.resolve(newest));
            for (Path file : oldestFirst) {
                size += Files.size(file);
            }
            for (Path file : oldestFirst) {
                if (size <= folderSize) {
                    return;
                }
                size -= Files.size(file);
                Files.delete(file);
            }
        }
    }

    private static FileTime usedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
