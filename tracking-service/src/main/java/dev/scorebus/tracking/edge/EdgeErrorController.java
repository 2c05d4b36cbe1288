package dev.scorebus.tracking.edge;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Answers what fails before a request reaches a controller as a problem document too.
@Hidden
@RestController
final class EdgeErrorController implements ErrorController {
    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        int code =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer known
                        ? known
                        : HttpStatus.NOT_FOUND.value();
        HttpStatus status = HttpStatus.resolve(code);
        String title = status == null ? "Error " + code : status.getReasonPhrase();
        ProblemDetail problem = ProblemDetail.forStatus(code);
        problem.setType(URI.create("https://scorebus.dev/problems/http-" + code));
        problem.setTitle(title);
        problem.setDetail("The request was refused: " + title + ".");
        return ResponseEntity.status(code)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
