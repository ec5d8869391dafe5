/* Inquest's interface to simulators in shared libraries. C99 or C++; nothing else is needed, nothing is linked.
 *
 * A library exports one function, inquest_plugin, which returns a table for each of its simulators. In C:
 *
 *   static const inquest_simulator mine = {.abi_version = INQUEST_ABI_VERSION,
 *                                          .struct_size = sizeof(inquest_simulator),
 *                                          .name = "mine",
 *                                          .create = create,
 *                                          .simulate = simulate};
 *   const inquest_simulator *inquest_plugin(size_t index) { return index == 0 ? &mine : NULL; }
 *
 * Members that are not given are 0. Functions return 0; anything else is a failure, whose reason they may write into
 * `message`, text of at most INQUEST_MESSAGE_SIZE bytes with the 0 behind it: snprintf(message, INQUEST_MESSAGE_SIZE,
 * ...). All arrays belong to the caller and have their last index run fastest: theta [rows, parameters] is
 * theta[row * parameters + i].
 *
 * The law: row i of the data depends on row i of theta and on seeds[i], and on nothing else.
 */
#ifndef INQUEST_PLUGIN_ABI_H
#define INQUEST_PLUGIN_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INQUEST_ABI_VERSION 1     /* changes when a library must be changed; new members make structs longer instead */
#define INQUEST_MESSAGE_SIZE 1024 /* bytes of every `message` */
#define INQUEST_MAX_DIMENSIONS 8  /* of the data */

/* A line of `options` in the run file. A list of values is text with a blank between them. It comes in arrays, and so
 * it never grows. */
typedef struct inquest_option {
  const char *key;
  const char *value;
} inquest_option;

/* What the run file says. It is there while create runs. Later versions have more members at the end: struct_size is
 * that of the Inquest that calls, and what lies beyond it is not touched. */
typedef struct inquest_request {
  uint32_t struct_size;
  size_t parameter_count;
  const char *const *parameters; /* in the order of the run file, free and fixed */
  size_t option_count;
  const inquest_option *options;
  const char *folder; /* that paths in options start from */
} inquest_request;

/* What create fills in; all but struct_size is 0 before. It is copied when create has returned, but for names, which
 * have to stay until destroy. Later versions have more members at the end: struct_size is that of the Inquest that
 * calls, and what lies beyond it is not touched. A member that needs a later Inquest is set only if
 * struct_size >= offsetof(inquest_model, member) + sizeof(model->member); else create may refuse. */
typedef struct inquest_model {
  uint32_t struct_size;
  void *context; /* of the plugin alone: it is handed to the functions below */

  size_t data_dimensions; /* of the data of one row: 1 and {32}, or 2 and {64, 64} */
  size_t data_shape[INQUEST_MAX_DIMENSIONS];

  /* The names of its numbers, in order, as many as there are, each another; 0 and NULL: they have none. */
  size_t data_name_count;
  const char *const *data_names;

  /* The columns of theta, in the order that the plugin wants, each another; a run file that lists others is refused.
   * NULL: any parameters, in the order of the run file. */
  size_t parameter_count;
  const char *const *parameters;

  int32_t deterministic; /* 1: the data follow from theta alone, without noise */

  /* What leaves the data as likely as they are; evidence networks use it. */
  int32_t sign;    /* 1: p(-x | -theta) = p(x | theta) */
  int32_t reverse; /* 1: p(x | theta) is the same for x backwards */
  int64_t shift;   /* k > 0: and for x moved cyclically by k places */
} inquest_model;

/* A simulator, a likelihood, or both. */
typedef struct inquest_simulator {
  uint32_t abi_version; /* INQUEST_ABI_VERSION */
  uint32_t struct_size; /* sizeof(inquest_simulator) */
  const char *name;     /* by which run files ask for it */
  const char *version;  /* changes when numbers do that the library alone does not tell; or NULL */
  int32_t thread_safe;  /* 1: the functions may be called by several threads at a time; 0: they wait for each other */

  /* Required. Refuses options that it does not know. */
  int (*create)(const inquest_request *request, inquest_model *model, char *message);

  /* Required of a simulator. Fills x [rows, data_size]. status [rows] is 0 before; a row that fails is set to 1, and
   * `message` may say why the last one did. After a call that fails, rows are asked for one by one. */
  int (*simulate)(void *context, size_t rows, size_t parameters, const double *theta, const uint64_t *seeds,
                  size_t data_size, double *x, int8_t *status, char *message);

  /* Where it is known: out [rows] = log p(x | theta) with its normalisation, of one x [data_size]; -INFINITY where it
   * vanishes, never NaN. A call that fails ends the run. */
  int (*log_likelihood)(void *context, size_t rows, size_t parameters, const double *theta, size_t data_size,
                        const double *x, double *out, char *message);

  /* The same, and its derivatives by theta, gradient [rows, parameters]; or NULL. */
  int (*log_likelihood_gradient)(void *context, size_t rows, size_t parameters, const double *theta, size_t data_size,
                                 const double *x, double *out, double *gradient, char *message);

  /* Frees what create made; or NULL. */
  void (*destroy)(void *context);
} inquest_simulator;

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const inquest_simulator *inquest_plugin(size_t index); /* of the simulators in the library; NULL behind the last */

#ifdef __cplusplus
}
#endif

#endif
