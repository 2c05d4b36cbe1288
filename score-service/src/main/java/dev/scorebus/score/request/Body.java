package dev.scorebus.score.request;

import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the body of a request, which may be JSON and of a limited size.
public final class Body {
    private Body() {}

    /// The body, unless its type or size is not accepted; never reads more than one byte over the limit.
    ///
    /// @param most the largest body, in bytes
    public static byte[] read(HttpServletRequest request, int most) {
        requireJson(request.getContentType());
        requirePlain(request.getHeader("Content-Encoding"));
        long announced = request.getContentLengthLong();
        if (announced > most) {
            throw tooLarge(announced + " bytes", most);
        }
        try (ServletInputStream in = request.getInputStream()) {
            byte[] bytes = in.readNBytes(announced < 0 ? most + 1 : (int) announced);
            if (bytes.length > most) {
                throw tooLarge("more", most);
            }
            if (bytes.length < announced) {
                throw ProblemException.malformed(
                        "The body ends after %d of the %d bytes that Content-Length announces"
                                .formatted(bytes.length, announced));
            }
            if (bytes.length == 0) {
                throw ProblemException.malformed("The body is empty; it should be JSON");
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemException.malformed(
                    "The body cannot be read: the connection broke or fell silent");
        }
    }

    private static ProblemException tooLarge(String size, int most) {
        return new ProblemException(
                new Problem.TooLarge(
                        "The body has %s; at most %d bytes are accepted (scorebus.score.request.max-body). Send fewer rows at a time."
                                .formatted(size, most)));
    }

    /// Clients of the inference protocols often send no type at all; that is JSON as well.
    private static void requireJson(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip();
        boolean json = media.equals("application/json") || media.endsWith("+json");
        boolean charset = !type.contains("charset=") || type.contains("utf-8");
        if (!json || !charset) {
            throw new ProblemException(
                    new Problem.WrongType(
                            "Content-Type is '%s'; send application/json in UTF-8"
                                    .formatted(contentType)));
        }
    }

    private static void requirePlain(@Nullable String encoding) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    new Problem.WrongType(
                            "Content-Encoding is '%s'; send the body as it is"
                                    .formatted(encoding)));
        }
    }
}
