package dev.scorebus.score.installed;

import dev.scorebus.score.model.UnusableModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.springframework.util.FileSystemUtils;

/// The folders that training wrote, unpacked, one for each model version that is open. They are made anew after each start.
final class ModelFolders {
    private static final int MOST_FILES = 10_000;

    private final Path home;

    ModelFolders(Path home) {
        this.home = home.toAbsolutePath();
    }

    /// The folder of a version.
    ///
    /// @param artefact the folder as train-service packed it
    /// @throws UnusableModelException when it is no such thing
    synchronized Path unpacked(String version, byte[] artefact) throws UnusableModelException {
        Path place = home.resolve(version);
        Path fresh = home.resolve(version + ".new");
        try {
            FileSystemUtils.deleteRecursively(fresh);
            Files.createDirectories(fresh);
            unpack(artefact, fresh);
            FileSystemUtils.deleteRecursively(place);
            Files.move(fresh, place);
            return place;
        } catch (IOException e) {
            throw new UnusableModelException(
                    "the artefact cannot be unpacked to %s: %s".formatted(place, e), e);
        }
    }

    private static void unpack(byte[] artefact, Path folder)
            throws IOException, UnusableModelException {
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(artefact))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                files++;
                if (entry.isDirectory() || !file.startsWith(folder) || files > MOST_FILES) {
                    throw new UnusableModelException(
                            "the artefact holds what no training writes: '%s'"
                                    .formatted(entry.getName()),
                            null);
                }
                Files.createDirectories(file.resolveSibling(""));
                Files.copy(zip, file);
            }
        }
        if (files == 0) {
            throw new UnusableModelException("the artefact is no folder that was packed", null);
        }
    }
}
