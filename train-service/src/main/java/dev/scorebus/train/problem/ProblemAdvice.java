package dev.scorebus.train.problem;

import dev.scorebus.refusal.UnreadableBody;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Turns problems into RFC 9457 answers. What nobody foresaw is logged and answered with 500 and no details.
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String TYPES = "https://scorebus.dev/problems/";

    /// How PostgreSQL refuses U+0000: in a text, and in a JSON document.
    private static final Set<String> NO_TEXT = Set.of("22021", "22P05");

    @ExceptionHandler
    ProblemDetail known(ProblemException exception) {
        return answer(exception.problem());
    }

    /// PostgreSQL takes every text but one with U+0000 in it.
    @ExceptionHandler
    ProblemDetail refusedByDatabase(DataAccessException exception) {
        return exception.getRootCause() instanceof SQLException sql
                        && NO_TEXT.contains(String.valueOf(sql.getSQLState()))
                ? answer(
                        new Problem.Invalid(
                                List.of("A text holds the character U+0000, which is no text")))
                : unforeseen(exception);
    }

    @ExceptionHandler
    ProblemDetail unforeseen(Exception exception) {
        LOGGER.atError().setCause(exception).log("request failed and was answered with 500");
        return detail(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Internal error",
                "The service failed on this request; its log says why.");
    }

    private static ProblemDetail answer(Problem problem) {
        return switch (problem) {
            case Problem.NotFound(String text) ->
                    detail(HttpStatus.NOT_FOUND, "not-found", "Not found", text);
            case Problem.Invalid invalid -> {
                ProblemDetail detail =
                        detail(
                                HttpStatus.BAD_REQUEST,
                                "invalid-request",
                                "Invalid request",
                                invalid.detail());
                detail.setProperty("faults", invalid.faults());
                yield detail;
            }
            case Problem.UnreadableFile(String text) ->
                    detail(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "unreadable-file",
                            "Unreadable file",
                            text);
            case Problem.TooLarge(String text) ->
                    detail(HttpStatus.CONTENT_TOO_LARGE, "too-large", "Too large", text);
            case Problem.Conflict conflict -> {
                ProblemDetail detail =
                        detail(HttpStatus.CONFLICT, "conflict", "Conflict", conflict.detail());
                conflict.facts().forEach(detail::setProperty);
                yield detail;
            }
        };
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Throwable cause = exception.getCause();
        return handleExceptionInternal(
                exception,
                detail(
                        HttpStatus.BAD_REQUEST,
                        "unreadable-body",
                        "Unreadable body",
                        "The body could not be read: "
                                + (cause == null
                                        ? "it is empty, or null"
                                        : UnreadableBody.why(cause))),
                headers,
                HttpStatus.BAD_REQUEST,
                request);
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode statusCode,
            WebRequest request) {
        if (body instanceof ProblemDetail detail && isUntyped(detail)) {
            HttpStatus status = HttpStatus.valueOf(statusCode.value());
            detail.setType(
                    URI.create(TYPES + status.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        return super.createResponseEntity(body, headers, statusCode, request);
    }

    private static boolean isUntyped(ProblemDetail detail) {
        URI type = detail.getType();
        return type == null || type.toString().equals("about:blank");
    }

    private static ProblemDetail detail(HttpStatus status, String slug, String title, String text) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, text);
        detail.setType(URI.create(TYPES + slug));
        detail.setTitle(title);
        return detail;
    }
}
