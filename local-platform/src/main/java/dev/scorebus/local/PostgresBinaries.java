package dev.scorebus.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL, unpacked from the class path into a folder that all homes and test runs of one user
/// share.
///
/// @param folder holds `bin/`, `lib/` and `share/`
record PostgresBinaries(Path folder) {
    private static final String RELEASE = "18.6";
    private static final int EXECUTABLE = 0100;

    static PostgresBinaries unpack(Path parent) throws IOException {
        Path folder = parent.resolve("postgresql-%s-%s".formatted(RELEASE, platform()));
        if (Files.notExists(folder)) {
            Path fresh = parent.resolve("%s.%s".formatted(folder.getFileName(), UUID.randomUUID()));
            try {
                unpackTo(fresh);
                moveUnlessThere(fresh, folder);
            } finally {
                FileTree.delete(fresh);
            }
        }
        return new PostgresBinaries(folder);
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return "%s-%s"
                .formatted(
                        system.startsWith("mac") ? "darwin" : system,
                        machine.equals("aarch64") ? "arm_64" : "x86_64");
    }

    private static void unpackTo(Path folder) throws IOException {
        String archive = "/postgres-%s.txz".formatted(platform());
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
            if (packed == null) {
                throw new PlatformStartException(
                        "This build carries no PostgreSQL for %s (no %s on the class path)."
                                .formatted(platform(), archive),
                        "Build on this machine, or point the services at a PostgreSQL of your own with"
                                + " spring.datasource.url.");
            }
            try (TarArchiveInputStream entries =
                    new TarArchiveInputStream(new XZInputStream(packed))) {
                TarArchiveEntry entry = entries.getNextEntry();
                while (entry != null) {
                    unpack(entry, entries, folder);
                    entry = entries.getNextEntry();
                }
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path folder)
            throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The archive has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        if ((entry.getMode() & EXECUTABLE) != 0 && !target.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot make %s executable".formatted(target));
        }
    }

    private static void moveUnlessThere(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process may have been faster; its copy is as good.
            if (Files.notExists(folder)) {
                throw e;
            }
        }
    }
}
