package dev.scorebus.train.data;

import dev.scorebus.train.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// The folders from which files may be registered by URI. A link is followed first and judged by where it leads.
final class AllowedRoots {
    private final List<Path> roots;

    AllowedRoots(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /// The real path of a file under a root.
    ///
    /// @throws ProblemException when it is not one; the words do not tell whether a file outside exists
    Path resolve(String uri) {
        Path named = path(uri);
        try {
            Path real = named.toRealPath();
            for (Path root : roots) {
                boolean below = Files.isDirectory(root) && real.startsWith(root.toRealPath());
                if (below && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                    return real;
                }
            }
        } catch (IOException e) {
            // Why it cannot be followed would tell what lies outside.
            throw refused(uri);
        }
        throw refused(uri);
    }

    private Path path(String text) {
        try {
            URI uri = new URI(text);
            boolean local = uri.getAuthority() == null || uri.getAuthority().isEmpty();
            if (!"file".equals(uri.getScheme()) || !local || uri.getPath() == null) {
                throw ProblemException.invalid(
                        "uri must be of the form file:///folder/file, got '%s'".formatted(text));
            }
            return Path.of(uri);
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw ProblemException.invalid(
                    "uri '%s' cannot be read: %s".formatted(text, e.getMessage()));
        }
    }

    private ProblemException refused(String uri) {
        return ProblemException.invalid(
                roots.isEmpty()
                        ? "This service registers no files by uri: scorebus.train.allowed-roots is empty; upload the file instead"
                        : "'%s' is no regular file under one of %s (scorebus.train.allowed-roots)"
                                .formatted(uri, roots));
    }
}
