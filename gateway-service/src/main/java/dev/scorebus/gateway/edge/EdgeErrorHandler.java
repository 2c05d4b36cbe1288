package dev.scorebus.gateway.edge;

import dev.scorebus.gateway.table.RouteTable;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Gives the errors that no route saw (unknown path, wrong method, a defect) the shape of all others.
@Controller
class EdgeErrorHandler implements ErrorController {
    @RequestMapping("/error")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        String uri = path instanceof String text ? text : request.getRequestURI();
        Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Problem problem =
                problem(
                        status instanceof Integer code ? code : 404,
                        uri,
                        cause instanceof IOException);
        return ResponseEntity.status(problem.status())
                .contentType(problem.mediaType(uri))
                .body(problem.bytes(uri));
    }

    private static Problem problem(int code, String path, boolean brokenOff) {
        if (code == 404) {
            return Problem.unknownPath(path);
        }
        if (code == 408) {
            return Problem.bodyTooSlow();
        }
        return code == 500 && brokenOff
                ? RouteTable.service(path).map(Problem::brokenOff).orElseGet(() -> plain(code))
                : plain(code);
    }

    private static Problem plain(int code) {
        HttpStatus status = HttpStatus.resolve(code);
        String title = status == null ? "Error " + code : status.getReasonPhrase();
        return new Problem(
                code,
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                code < 500
                        ? "The gateway could not accept the request: %s.".formatted(title)
                        : "The gateway failed. The log has the cause, under the X-Request-Id of this answer.");
    }
}
