import './dialog.css';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { X } from 'lucide-react';
import { IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  /** Name of the button in its corner. */
  readonly closeLabel: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly width?: 'narrow' | 'medium' | 'wide';
  readonly children: ReactNode;
  /** Buttons at the end, the primary one last. */
  readonly actions?: ReactNode;
}

/** A modal dialog; Escape and a press outside close it. */
export function Dialog({
  title,
  closeLabel,
  isOpen,
  onClose,
  width = 'medium',
  children,
  actions,
}: DialogProps) {
  return (
    <ModalOverlay
      className="ui-dialog-overlay"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`ui-dialog ui-dialog-${width}`}>
        <AriaDialog className="ui-dialog-box">
          <header className="ui-dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={closeLabel} size="small" onPress={onClose}>
              <X />
            </IconButton>
          </header>
          <div className="ui-dialog-body">{children}</div>
          {actions ? <footer className="ui-dialog-actions">{actions}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
