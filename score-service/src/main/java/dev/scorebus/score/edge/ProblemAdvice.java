package dev.scorebus.score.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/// The edge: turns what went wrong into an answer. What nobody foresaw is answered with 500 and logged.
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<byte[]> foreseen(ProblemException e, HttpServletRequest request) {
        return ProblemShape.of(e.problem(), request.getRequestURI(), new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<byte[]> unforeseen(Exception e, HttpServletRequest request) {
        String path = request.getRequestURI();
        if (e instanceof ErrorResponse refused) {
            int status = refused.getStatusCode().value();
            return ProblemShape.of(
                    new Problem.Refused(status, phrase(status), detail(e, refused, request)),
                    path,
                    refused.getHeaders());
        }
        LOGGER.atError()
                .setCause(e)
                .addKeyValue("path", path)
                .log("request failed for a reason that nobody foresaw");
        return ProblemShape.of(
                new Problem.Refused(
                        500,
                        "Internal error",
                        "Something failed that should not; the log of score-service says what."),
                path,
                new HttpHeaders());
    }

    private static @Nullable String detail(ErrorResponse refused) {
        return refused.getBody().getDetail();
    }

    private static String detail(Exception e, ErrorResponse refused, HttpServletRequest request) {
        return switch (e) {
            case NoResourceFoundException _ ->
                    "There is nothing at %s %s; /v3/api-docs lists what there is."
                            .formatted(request.getMethod(), request.getRequestURI());
            case HttpMediaTypeNotSupportedException type ->
                    "Content-Type %s is not read here; send %s."
                            .formatted(type.getContentType(), type.getSupportedMediaTypes());
            default -> Objects.requireNonNullElse(detail(refused), "The request was refused.");
        };
    }

    static String phrase(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Status " + status : known.getReasonPhrase();
    }
}
