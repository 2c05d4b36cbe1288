package dev.scorebus.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;

/// The tokens that open a service, one per line of a file. Two lines let a new token come into use before the old one goes.
public final class AccessTokens {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{43,512}");
    private static final int FEWEST_DISTINCT_CHARACTERS = 12;

    private final String first;
    private final List<byte[]> digests;

    private AccessTokens(List<String> tokens) {
        this.first = tokens.getFirst();
        this.digests = tokens.stream().map(AccessTokens::sha256).toList();
    }

    /// Reads the tokens of a file; empty lines don't count.
    ///
    /// @throws InvalidTokenFileException when it cannot be read or holds no token, or one that is too weak
    public static AccessTokens read(Path file) {
        List<String> tokens = lines(file);
        if (tokens.isEmpty()) {
            throw new InvalidTokenFileException(file, "is empty");
        }
        for (int i = 0; i < tokens.size(); i++) {
            if (!TOKEN.matcher(tokens.get(i)).matches()
                    || tokens.get(i).chars().distinct().count() < FEWEST_DISTINCT_CHARACTERS) {
                throw new InvalidTokenFileException(
                        file,
                        "has no token of 43 to 512 random characters (256 bits in base64) as entry %d"
                                .formatted(i + 1));
            }
        }
        return new AccessTokens(tokens);
    }

    /// The token that this service shows to others.
    String first() {
        return first;
    }

    /// Whether a text is one of the tokens. Takes the same time for every text of the same length.
    boolean include(String presented) {
        byte[] digest = sha256(presented);
        boolean found = false;
        for (byte[] known : digests) {
            found |= MessageDigest.isEqual(known, digest);
        }
        return found;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new InvalidTokenFileException(
                    file, "cannot be read (%s)".formatted(e.getClass().getSimpleName()), e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "AccessTokens[%d]".formatted(digests.size());
    }
}
