package dev.scorebus.tracking.edge;

import dev.scorebus.refusal.UnreadableBody;
import dev.scorebus.tracking.source.BrokerException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/// Turns every failure of a request into an RFC 9457 document that says what is wrong and what to do.
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        String detail = String.valueOf(refusal.getMessage());
        return refusal.status() == HttpStatus.SERVICE_UNAVAILABLE
                ? away(refusal.slug(), refusal.title(), detail)
                : answer(problem(refusal.status(), refusal.slug(), refusal.title(), detail));
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        TransactionException.class
    })
    ResponseEntity<ProblemDetail> databaseAway(RuntimeException cause) {
        LOGGER.atWarn().setCause(cause).log("a request failed because the database is away");
        return away(
                "database-away", "The database is away", "PostgreSQL does not answer; try again");
    }

    @ExceptionHandler({BrokerException.class, KafkaException.class})
    ResponseEntity<ProblemDetail> brokerAway(RuntimeException cause) {
        LOGGER.atWarn().setCause(cause).log("a request failed because the broker is away");
        return away("broker-away", "The broker is away", "Kafka does not answer; try again");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unknown(RuntimeException cause) {
        LOGGER.atError().setCause(cause).log("a request failed for a reason that nobody foresaw");
        return answer(
                problem(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal",
                        "A defect of tracking-service",
                        "The service's log tells more; please report it"));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String why =
                exception.getMostSpecificCause() instanceof JacksonException cause
                        ? UnreadableBody.why(cause)
                        : "it is missing";
        return handleExceptionInternal(
                exception,
                problem(
                        HttpStatus.BAD_REQUEST,
                        "unreadable-body",
                        "Unreadable body",
                        "The body could not be read: " + why),
                headers,
                HttpStatus.BAD_REQUEST,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException exception,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Class<?> wanted = exception.getRequiredType();
        return handleExceptionInternal(
                exception,
                problem(
                        HttpStatus.BAD_REQUEST,
                        "bad-parameter",
                        "A parameter cannot be read",
                        "'%s' is '%s'; %s"
                                .formatted(
                                        exception.getPropertyName(),
                                        exception.getValue(),
                                        wanted == null ? "that is not allowed" : allowed(wanted))),
                headers,
                HttpStatus.BAD_REQUEST,
                request);
    }

    private static String allowed(Class<?> type) {
        if (type.isEnum()) {
            return "allowed: "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == Instant.class) {
            return "a time is written as 2026-11-24T10:00:00Z";
        }
        return type == Duration.class
                ? "a duration is written as PT1H"
                : "that is no " + type.getSimpleName();
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem && problem.getType() == null) {
            problem.setType(type("request"));
        }
        return super.createResponseEntity(body, headers, status, request);
    }

    private static ResponseEntity<ProblemDetail> away(String slug, String title, String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, slug, title, detail));
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    private static ProblemDetail problem(
            HttpStatus status, String slug, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type(slug));
        problem.setTitle(title);
        return problem;
    }

    private static URI type(String slug) {
        return URI.create("https://scorebus.dev/problems/" + slug);
    }
}
