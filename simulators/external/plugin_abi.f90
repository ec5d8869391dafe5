! plugin_abi.h in Fortran: see there what each member means. The kinds are those of iso_c_binding.
module plugin_abi
  use, intrinsic :: iso_c_binding
  implicit none
  public

  integer(c_int32_t), parameter :: inquest_abi_version = 1
  integer, parameter :: inquest_message_size = 1024
  integer, parameter :: inquest_max_dimensions = 8

  ! It comes in arrays, and so it never grows.
  type, bind(c) :: inquest_option
    type(c_ptr) :: key
    type(c_ptr) :: value
  end type

  ! Of this and of the next, what lies beyond their struct_size is not touched: later versions are longer.
  type, bind(c) :: inquest_request
    integer(c_int32_t) :: struct_size
    integer(c_size_t) :: parameter_count
    type(c_ptr) :: parameters
    integer(c_size_t) :: option_count
    type(c_ptr) :: options
    type(c_ptr) :: folder
  end type

  type, bind(c) :: inquest_model
    integer(c_int32_t) :: struct_size
    type(c_ptr) :: context
    integer(c_size_t) :: data_dimensions
    integer(c_size_t) :: data_shape(inquest_max_dimensions)
    integer(c_size_t) :: data_name_count
    type(c_ptr) :: data_names
    integer(c_size_t) :: parameter_count
    type(c_ptr) :: parameters
    integer(c_int32_t) :: deterministic
    integer(c_int32_t) :: sign
    integer(c_int32_t) :: reverse
    integer(c_int64_t) :: shift
  end type

  type, bind(c) :: inquest_simulator
    integer(c_int32_t) :: abi_version = inquest_abi_version
    integer(c_int32_t) :: struct_size = 0
    type(c_ptr) :: name = c_null_ptr
    type(c_ptr) :: version = c_null_ptr
    integer(c_int32_t) :: thread_safe = 0
    type(c_funptr) :: create = c_null_funptr
    type(c_funptr) :: simulate = c_null_funptr
    type(c_funptr) :: log_likelihood = c_null_funptr
    type(c_funptr) :: log_likelihood_gradient = c_null_funptr
    type(c_funptr) :: destroy = c_null_funptr
  end type

contains

  !> The text that a pointer of C points to.
  function text_at(pointer) result(text)
    type(c_ptr), intent(in) :: pointer
    character(len=:), allocatable :: text
    character(kind=c_char), pointer :: letters(:)
    integer :: length
    call c_f_pointer(pointer, letters, [huge(0)])
    length = 0
    do while (letters(length + 1) /= c_null_char)
      length = length + 1
    end do
    allocate (character(len=length) :: text)
    text = transfer(letters(1:length), text)
  end function

  !> Writes a text into the `message` of a function.
  subroutine say(text, message)
    character(len=*), intent(in) :: text
    character(kind=c_char), intent(out) :: message(inquest_message_size)
    integer :: i, length
    length = min(len(text), inquest_message_size - 1)
    do i = 1, length
      message(i) = text(i:i)
    end do
    message(length + 1) = c_null_char
  end subroutine

end module
