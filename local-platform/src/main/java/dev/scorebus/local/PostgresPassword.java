package dev.scorebus.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The password of the database's owner: drawn at the first start and kept in a file that only its user can read. A
/// superuser of PostgreSQL can run programs, so no other user of the machine may become one.
record PostgresPassword(Path file, String value) {
    private static final int BYTES = 16;

    static PostgresPassword in(Path home) throws IOException {
        Path file = home.resolve("postgres.password");
        if (Files.notExists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return new PostgresPassword(file, Files.readString(file).strip());
    }

    @Override
    public String toString() {
        return "PostgresPassword[%s]".formatted(file);
    }
}
