! line_fortran: readings at the places 1 to 4 of intercept + slope * place, with normal noise; simulator and likelihood.
!
! Arrays of C [rows, columns] are those of Fortran (columns, rows). Integers wrap around: compile with -fwrapv.
module plugin
  use plugin_abi
  implicit none
  private
  public :: inquest_plugin

  integer, parameter :: places = 4
  real(c_double), parameter :: two_pi = 6.283185307179586d0

  ! What the functions need to know; create makes one for each model of a run file.
  type :: settings
    real(c_double) :: noise = 0.3d0
  end type

  type(inquest_simulator), target, save :: table
  character(len=256, kind=c_char), target, save :: name = 'line_fortran' // c_null_char
  character(len=2, kind=c_char), target, save :: version = '1' // c_null_char
  character(len=10, kind=c_char), target, save :: intercept = 'intercept' // c_null_char
  character(len=6, kind=c_char), target, save :: slope = 'slope' // c_null_char
  type(c_ptr), target, save :: parameters(2)

contains

  function inquest_plugin(index) bind(c) result(pointer)
    integer(c_size_t), value :: index
    type(c_ptr) :: pointer
    pointer = c_null_ptr
    if (index /= 0) return
    table%struct_size = int(c_sizeof(table), c_int32_t)
    table%name = c_loc(name)
    table%version = c_loc(version)
    table%thread_safe = 1  ! nothing is shared between calls but what create has made, which no call changes
    table%create = c_funloc(create)
    table%simulate = c_funloc(simulate)
    table%log_likelihood = c_funloc(log_likelihood)
    table%log_likelihood_gradient = c_funloc(log_likelihood_gradient)
    table%destroy = c_funloc(destroy)
    pointer = c_loc(table)
  end function

  function create(request, model, message) bind(c, name='') result(status)
    type(inquest_request), intent(in) :: request
    type(inquest_model), intent(inout) :: model
    character(kind=c_char), intent(inout) :: message(inquest_message_size)
    integer(c_int) :: status
    type(inquest_option), pointer :: options(:)
    type(settings), pointer :: own
    character(len=:), allocatable :: key, value
    integer :: i, problem
    allocate (own)
    status = 1
    call c_f_pointer(request%options, options, [request%option_count])
    do i = 1, size(options)
      key = text_at(options(i)%key)
      value = text_at(options(i)%value)
      if (key /= 'noise') then
        call say('there is no option ' // key // ' (known: noise)', message)
        deallocate (own)
        return
      end if
      read (value, *, iostat=problem) own%noise
      if (problem /= 0 .or. .not. own%noise > 0) then
        call say('noise = ' // value // ' (must be a number > 0)', message)
        deallocate (own)
        return
      end if
    end do
    parameters = [c_loc(intercept), c_loc(slope)]
    model%context = c_loc(own)
    model%data_dimensions = 1
    model%data_shape(1) = places
    model%parameter_count = 2
    model%parameters = c_loc(parameters)
    status = 0
  end function

  ! A row that fails would set row_status(row) = 1; of these none can.
  function simulate(context, rows, count, theta, seeds, data_size, x, row_status, message) bind(c, name='') result(status)
    type(c_ptr), value :: context
    integer(c_size_t), value :: rows, count, data_size
    real(c_double), intent(in) :: theta(count, rows)
    integer(c_int64_t), intent(in) :: seeds(rows)
    real(c_double), intent(out) :: x(data_size, rows)
    integer(c_int8_t), intent(inout) :: row_status(rows)
    character(kind=c_char), intent(inout) :: message(inquest_message_size)
    integer(c_int) :: status
    type(settings), pointer :: own
    integer(c_size_t) :: row, i
    integer(c_int64_t) :: state
    call c_f_pointer(context, own)
    do row = 1, rows
      state = seeds(row)
      do i = 1, data_size
        x(i, row) = theta(1, row) + theta(2, row) * real(i, c_double) + own%noise * normal(state)
      end do
    end do
    status = 0
  end function

  function log_likelihood(context, rows, count, theta, data_size, x, out, message) bind(c, name='') result(status)
    type(c_ptr), value :: context
    integer(c_size_t), value :: rows, count, data_size
    real(c_double), intent(in) :: theta(count, rows), x(data_size)
    real(c_double), intent(out) :: out(rows)
    character(kind=c_char), intent(inout) :: message(inquest_message_size)
    integer(c_int) :: status
    real(c_double) :: gradient(count, rows)
    status = log_likelihood_gradient(context, rows, count, theta, data_size, x, out, gradient, message)
  end function

  function log_likelihood_gradient(context, rows, count, theta, data_size, x, out, gradient, message) bind(c, name='') &
    result(status)
    type(c_ptr), value :: context
    integer(c_size_t), value :: rows, count, data_size
    real(c_double), intent(in) :: theta(count, rows), x(data_size)
    real(c_double), intent(out) :: out(rows), gradient(count, rows)
    character(kind=c_char), intent(inout) :: message(inquest_message_size)
    integer(c_int) :: status
    type(settings), pointer :: own
    real(c_double) :: place(places), pull(places)
    integer(c_size_t) :: row
    integer :: i
    call c_f_pointer(context, own)
    place = [(real(i, c_double), i = 1, places)]
    do row = 1, rows
      pull = (x - theta(1, row) - theta(2, row) * place) / own%noise
      out(row) = -0.5d0 * sum(pull**2) - places * log(own%noise * sqrt(two_pi))
      gradient(1, row) = sum(pull) / own%noise
      gradient(2, row) = sum(place * pull) / own%noise
    end do
    status = 0
  end function

  subroutine destroy(context) bind(c, name='')
    type(c_ptr), value :: context
    type(settings), pointer :: own
    call c_f_pointer(context, own)
    deallocate (own)
  end subroutine

  ! Random numbers that follow from the seed of a row alone: splitmix64, and the method of Box and Muller.
  function normal(state) result(number)
    integer(c_int64_t), intent(inout) :: state
    real(c_double) :: number
    number = sqrt(-2 * log(uniform(state)))
    number = number * cos(two_pi * uniform(state))
  end function

  function uniform(state) result(number)
    integer(c_int64_t), intent(inout) :: state
    real(c_double) :: number
    integer(c_int64_t) :: z
    state = state + int(z'1e3779b97f4a7c15', c_int64_t) + ishft(1_c_int64_t, 63)
    z = ieor(state, ishft(state, -30)) * int(z'bf58476d1ce4e5b9', c_int64_t)
    z = ieor(z, ishft(z, -27)) * int(z'94d049bb133111eb', c_int64_t)
    number = (real(ishft(ieor(z, ishft(z, -31)), -12), c_double) + 0.5d0) / 4503599627370496d0
  end function

end module
